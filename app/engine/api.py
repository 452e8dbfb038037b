"""Requests of the HTTP API, and its errors, in OpenAI's shapes.

Unknown fields are ignored, wrong types refused, and so are fields that would change the meaning of
the answer but are not implemented: silence would be worse.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.domain import json_grammar, tool_calls
from app.domain.chat import Role
from app.domain.generation import Sampling
from app.domain.prompt import ChatMessage
from app.domain.tools import Call, Tool
from app.engine.thought import Thinking
from app.errors import LemmaError

MAX_MESSAGES = 4096
MAX_STOPS = 16
MAX_STOP_CHARS = 256
MAX_TOP_LOGPROBS = 20
MAX_TOOLS = 128

_ROLES = {"system": Role.SYSTEM, "developer": Role.SYSTEM, "user": Role.USER}

Request = TypeVar("Request", bound=BaseModel)
ToolName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
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


def unusable_schema(why: str) -> ApiError:
    """The refusal of a schema."""
    return ApiError(400, why, param="response_format", code="unsupported_schema")


class _Strict(BaseModel):
    """Types as they are in JSON: no numbers in strings, no NaN."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False, extra="ignore")


class TextPart(_Strict):
    """A part of a message's content; only texts are understood."""

    type: Literal["text"]
    text: str


class CalledFunction(_Strict):
    name: ToolName
    arguments: str = "{}"


class MadeCall(_Strict):
    """A call of a tool in an earlier answer."""

    function: CalledFunction

    def value(self) -> Call:
        return Call(self.function.name, self.function.arguments)


class OfferedFunction(_Strict):
    name: ToolName
    description: str | None = None
    parameters: dict[str, Any] | None = None


class OfferedTool(_Strict):
    """A function that the model may call."""

    type: Literal["function"]
    function: OfferedFunction

    def value(self) -> Tool:
        function = self.function
        return Tool(function.name, function.description or "", function.parameters or {})


class NamedFunction(_Strict):
    name: ToolName


class NamedTool(_Strict):
    """The one function that has to be called."""

    type: Literal["function"]
    function: NamedFunction


class Message(_Strict):
    """One message. ``content`` may be missing in an assistant's."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None
    tool_calls: list[MadeCall] | None = None

    def value(self) -> ChatMessage:
        if self.role == "function":
            raise unsupported("messages.role")
        parts = self.content if isinstance(self.content, list) else []
        text = self.content if isinstance(self.content, str) else "".join(p.text for p in parts)
        if self.role == "tool":
            return ChatMessage(Role.USER, tool_calls.returned(text))
        if self.tool_calls:
            calls = tool_calls.called([call.value() for call in self.tool_calls])
            text = f"{text}\n{calls}" if text else calls
        return ChatMessage(_ROLES.get(self.role, Role.ASSISTANT), text)


Messages = Annotated[list[Message], Field(min_length=1, max_length=MAX_MESSAGES)]


class StreamOptions(_Strict):
    include_usage: bool = False


class JsonSchema(_Strict):
    """The schema of an answer; without one, any object."""

    schema_: dict[str, Any] | None = Field(default=None, alias="schema")


class ResponseFormat(_Strict):
    """What an answer is to be: free text, any JSON object, or JSON that keeps to a schema."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.type == "json_schema" and self.json_schema is None:
            raise ValueError("json_schema is missing")
        return self


@dataclass(frozen=True)
class Grammars:
    """What an answer has to keep to, and a call of a tool within it; empty where nothing binds."""

    answer: str = ""
    call: str = ""


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
    top_logprobs: Annotated[int, Field(ge=0, le=MAX_TOP_LOGPROBS)] | None = None
    response_format: ResponseFormat | None = None
    tools: Annotated[list[OfferedTool], Field(max_length=MAX_TOOLS)] | None = None
    tool_choice: Literal["none", "auto", "required"] | NamedTool | None = None
    parallel_tool_calls: bool | None = None
    reasoning_effort: str | None = None
    thinking_budget: Annotated[int, Field(ge=0)] | Literal["auto"] | None = None
    cycles: Literal["stop", "ignore"] | None = None

    @property
    def token_limit(self) -> int | None:
        return self.max_completion_tokens or self.max_tokens

    @property
    def thinks(self) -> bool:
        """Whether the model may think at all."""
        return self.thinking_budget != 0 and self.reasoning_effort != "none"

    def thinking(self, *, inside: bool) -> Thinking:
        """How the answer may think, when the prompt leaves the model ``inside`` a thought."""
        if isinstance(self.thinking_budget, str):
            return Thinking(inside, auto=True)
        return Thinking(inside, self.thinking_budget if self.thinks else 0)

    @property
    def offered(self) -> list[Tool]:
        """The tools that the model may call."""
        tools = [tool.value() for tool in self.tools or ()]
        return [] if self.tool_choice == "none" else tools

    def conversation(self) -> list[ChatMessage]:
        """The messages as the model is to see them, the tools named to it first."""
        messages = [message.value() for message in self.messages]
        if not (tools := self.offered):
            return messages
        told = tool_calls.instructions(tools)
        if messages[0].role is Role.SYSTEM:
            told, messages = f"{messages[0].text}\n\n{told}", messages[1:]
        return [ChatMessage(Role.SYSTEM, told), *messages]

    def grammars(self) -> Grammars:
        """What the answer has to keep to.

        Raises:
            ApiError: a schema asks for what we cannot make sure of.
        """
        wanted = self.response_format
        try:
            if wanted is None or wanted.type == "text":
                return self._call_grammars()
            given = wanted.json_schema.schema_ if wanted.json_schema else None
            schema = json_grammar.ANY_OBJECT if given is None else given
            return Grammars(answer=json_grammar.grammar(schema))
        except (json_grammar.SchemaError, RecursionError) as error:
            raise unusable_schema(str(error)) from error

    def _call_grammars(self) -> Grammars:
        tools, choice = self.offered, self.tool_choice
        most = 1 if self.parallel_tool_calls is False else tool_calls.MAX_CALLS
        if isinstance(choice, NamedTool):
            tools, most = [tool for tool in tools if tool.name == choice.function.name], 1
        has_to = choice == "required" or isinstance(choice, NamedTool)
        if has_to and not tools:
            raise ApiError(400, "There is no tool as tool_choice wants it", param="tool_choice")
        if not tools:
            return Grammars()
        text = tool_calls.call_grammar(tools, opened=not has_to, most=most)
        return Grammars(answer=text) if has_to else Grammars(call=text)

    def refuse_unsupported(self) -> None:
        """Raise the ApiError for the first field that asks for what we cannot do.

        A wish for little or much reasoning is a hint that may be ignored; for none it is not.
        """
        wanted = {
            "top_logprobs": self.top_logprobs and not self.logprobs,
            "response_format": self.response_format
            and self.response_format.type != "text"
            and self.offered,
        }
        for name in (name for name, value in wanted.items() if value):
            raise unsupported(name)

    @property
    def top_scores(self) -> int | None:
        """How many likely tokens are wanted with each; None if no scores are."""
        return (self.top_logprobs or 0) if self.logprobs else None


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


class AnswerNowRequest(_Strict):
    """POST /lemma/answer_now: the id of a reply under way."""

    id: str


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
