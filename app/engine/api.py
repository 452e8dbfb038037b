"""Requests of the HTTP API, and its errors, in OpenAI's shapes.

Unknown fields are ignored, wrong types refused, and so are fields that would change the meaning of
the answer but are not implemented: silence would be worse.
"""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.chat import Role
from app.domain.generation import Sampling
from app.domain.prompt import ChatMessage
from app.errors import LemmaError

MAX_MESSAGES = 4096
MAX_STOPS = 16
MAX_STOP_CHARS = 256

_ROLES = {"system": Role.SYSTEM, "developer": Role.SYSTEM, "user": Role.USER}

Request = TypeVar("Request", bound=BaseModel)
Stop = Annotated[str, Field(min_length=1, max_length=MAX_STOP_CHARS)]


class ApiError(LemmaError):
    """A refusal: its HTTP status and what stands in the ``error`` object."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.param = param
        self.code = code
        self.retry_after_s = retry_after_s

    def body(self) -> dict[str, Any]:
        """The JSON of the reply."""
        kind = "server_error" if self.status >= 500 else "invalid_request_error"
        kind = "requests" if self.status == 429 else kind  # OpenAI's name for a limit of them
        error = {"message": str(self), "type": kind, "param": self.param, "code": self.code}
        return {"error": error}


def unsupported(param: str) -> ApiError:
    """The refusal of a field that is not implemented."""
    return ApiError(400, f"{param} is not supported yet", param=param, code="unsupported_parameter")


class _Strict(BaseModel):
    """Types as they are in JSON: no numbers in strings, no NaN."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False, extra="ignore")


class TextPart(_Strict):
    """A part of a message's content; only texts are understood."""

    type: Literal["text"]
    text: str


class Message(_Strict):
    """One message. ``content`` may be missing in an assistant's."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    def value(self) -> ChatMessage:
        if self.role in ("tool", "function"):
            raise unsupported("messages.role")
        parts = self.content if isinstance(self.content, list) else []
        text = self.content if isinstance(self.content, str) else "".join(p.text for p in parts)
        return ChatMessage(_ROLES.get(self.role, Role.ASSISTANT), text)


Messages = Annotated[list[Message], Field(min_length=1, max_length=MAX_MESSAGES)]


class StreamOptions(_Strict):
    include_usage: bool = False


class ResponseFormat(_Strict):
    type: str


class GenerationRequest(_Strict):
    """What chat and plain completions have in common."""

    stream: bool = False
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    top_k: Annotated[int, Field(ge=-1, le=2**31 - 1)] | None = None
    min_p: Annotated[float, Field(ge=0, le=1)] | None = None
    repeat_penalty: Annotated[float, Field(gt=0, le=10)] | None = None
    seed: int | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    stop: Stop | Annotated[list[Stop], Field(max_length=MAX_STOPS)] | None = None

    def sampling(self) -> Sampling:
        """The fields given, over the defaults of the models we are made for."""
        names = ("temperature", "top_p", "top_k", "min_p", "repeat_penalty", "seed")
        given = {name: getattr(self, name) for name in names}
        return Sampling(**{name: value for name, value in given.items() if value is not None})

    def stops(self) -> tuple[str, ...]:
        return (self.stop,) if isinstance(self.stop, str) else tuple(self.stop or ())

    @property
    def wants_usage(self) -> bool:
        """Whether a stream ends with the usage."""
        return self.stream_options is not None and self.stream_options.include_usage

    @property
    def token_limit(self) -> int | None:
        return self.max_tokens


class ChatRequest(GenerationRequest):
    """POST /v1/chat/completions."""

    messages: Messages
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    truncation: Literal["auto", "disabled"] | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    response_format: ResponseFormat | None = None
    tool_choice: str | dict[str, Any] | None = None
    reasoning_effort: str | None = None
    thinking_budget: int | None = None

    @property
    def token_limit(self) -> int | None:
        return self.max_completion_tokens or self.max_tokens

    def refuse_unsupported(self) -> None:
        """Raise the ApiError for the first field that asks for what we cannot do.

        Tools that the model is free not to call, and a wish for little or much reasoning, are hints
        that may be ignored.
        """
        wanted = {
            "logprobs": self.logprobs,
            "top_logprobs": self.top_logprobs,
            "response_format": self.response_format and self.response_format.type != "text",
            "tool_choice": self.tool_choice not in (None, "none", "auto"),
            "reasoning_effort": self.reasoning_effort == "none",
            "thinking_budget": self.thinking_budget is not None,
        }
        for name in (name for name, value in wanted.items() if value):
            raise unsupported(name)


class CompletionRequest(GenerationRequest):
    """POST /v1/completions. ``prompt`` is used as it is, control tokens included."""

    prompt: str | list[int]
    echo: bool | None = None
    suffix: str | None = None
    logprobs: int | None = None
    best_of: int | None = None

    def refuse_unsupported(self) -> None:
        """As for a chat."""
        for name in ("echo", "suffix", "logprobs", "best_of"):
            if getattr(self, name):
                raise unsupported(name)


class TokenizeRequest(_Strict):
    """POST /tokenize: a text, or the messages of a chat."""

    content: str = ""
    parse_special: bool = False
    messages: Messages | None = None


def parse(kind: type[Request], body: bytes) -> Request:
    """Read a request of ``kind``.

    Raises:
        ApiError: 400 if it is no JSON, 422 if a field has the wrong type or value.
    """
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        raise ApiError(400, f"The body is not JSON: {first['msg']}")
    place = ".".join(str(step) for step in first["loc"])
    raise ApiError(422, f"{place}: {first['msg']}", param=place, code="invalid_value")
