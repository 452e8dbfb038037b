"""Small exports as other programs write them, made by hand after their formats."""

import json
import zipfile
from pathlib import Path


def _gpt(node, parent, role, content, **fields):
    message = {
        "id": node,
        "author": {"role": role},
        "create_time": 1_700_000_000.5,
        "content": content,
        "recipient": "all",
        "metadata": {},
        **fields,
    }
    return node, {"id": node, "message": message, "parent": parent, "children": []}


def _parts(*parts, kind="text"):
    return {"content_type": kind, "parts": list(parts)}


CHATGPT = [
    {
        "title": "Derivatives",
        "create_time": 1_700_000_000.0,
        "update_time": 1_700_000_900.0,
        "current_node": "a2",
        "mapping": dict(
            [
                ("root", {"id": "root", "message": None, "parent": None, "children": ["s"]}),
                _gpt("s", "root", "system", _parts("")),
                _gpt(
                    *("p", "s", "user", _parts("About me")),
                    metadata={"is_visually_hidden_from_conversation": True},
                ),
                _gpt(
                    *("q", "p", "user"),
                    _parts(
                        {"content_type": "image_asset_pointer", "asset_pointer": "file://1"},
                        "What is \\(\\frac{d}{dx} x^2\\)?",
                        kind="multimodal_text",
                    ),
                ),
                _gpt(
                    *("t", "q", "assistant"),
                    {
                        "content_type": "thoughts",
                        "thoughts": [{"summary": "Power rule", "content": "n x^(n-1)"}],
                    },
                ),
                _gpt(
                    *("r", "t", "assistant"),
                    {"content_type": "reasoning_recap", "content": "Thought for 4 seconds"},
                ),
                _gpt(
                    *("c", "r", "assistant", {"content_type": "code", "text": "diff(x**2)"}),
                    recipient="python",
                ),
                _gpt("o", "c", "tool", {"content_type": "execution_output", "text": "2*x"}),
                _gpt(
                    *("a", "o", "assistant", _parts("It is \\(2x\\).\ue200cite\ue202turn0\ue201")),
                    metadata={"model_slug": "gpt-x"},
                ),
                _gpt("a2", "q", "assistant", _parts("Another answer: 2x")),
            ]
        ),
    },
    {"title": "not one", "mapping": 7},
]

OPEN_WEBUI = [
    {
        "id": "1",
        "title": "求根",
        "created_at": 1_700_000_000,
        "updated_at": 1_700_000_100,
        "chat": {
            "title": "求根",
            "models": ["r1"],
            "history": {
                "currentId": "a2",
                "messages": {
                    "q": {
                        "id": "q",
                        "parentId": None,
                        "childrenIds": ["a1", "a2"],
                        "role": "user",
                        "content": "解 $x^2=4$",
                        "files": [{"type": "file"}],
                        "timestamp": 1_700_000_001,
                    },
                    "a1": {
                        "id": "a1",
                        "parentId": "q",
                        "role": "assistant",
                        "content": "$x=2$",
                        "model": "r1",
                        "timestamp": 1_700_000_002,
                    },
                    "a2": {
                        "id": "a2",
                        "parentId": "q",
                        "role": "assistant",
                        "content": '<details type="reasoning" done="true" duration="12">\n'
                        "<summary>Thought for 12 seconds</summary>\n> a &lt; b\n> c\n</details>\n"
                        "$x=\\pm 2$",
                        "modelName": "R1",
                        "timestamp": 1_700_000_003,
                    },
                },
            },
        },
    }
]

JAN_THREAD = {
    "id": "t",
    "object": "thread",
    "title": "Sums",
    "created": 1_700_000_000,
    "updated": 1_700_000_050.5,
    "assistants": [{"model": {"id": "qwen"}}],
}


def _jan(role, created_at, *content):
    return {"object": "thread.message", "role": role, "created_at": created_at, "content": content}


def _jan_text(value, kind="text"):
    return {"type": kind, "text": {"value": value, "annotations": []}}


JAN_MESSAGES = [
    _jan("assistant", 1_700_000_002_000, _jan_text("hm", "reasoning"), _jan_text("4")),
    _jan("user", 1_700_000_001_000, _jan_text("2+2?"), {"type": "image_url", "image_url": {}}),
    _jan("user", 1_700_000_003_000, _jan_text("Sure?")),
    _jan("assistant", 1_700_000_004_000, _jan_text("<think>again</think>Yes.")),
]


def zipped(path: Path, **pieces: str) -> Path:
    """An archive with these pieces; ``__`` in a name stands for a slash, ``_json`` for the end."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in pieces.items():
            whole = name.replace("__", "/")
            stem, _, ending = whole.rpartition("_")
            archive.writestr(f"{stem}.{ending}", content)
    return path


def chatgpt_zip(folder: Path) -> Path:
    return zipped(
        folder / "chatgpt.zip",
        conversations_json=json.dumps(CHATGPT),
        user_json='{"id": "user-1"}',
        chat_html="<html>",
    )


def jan_folder(folder: Path) -> Path:
    thread = folder / "jan" / "threads" / "t"
    thread.mkdir(parents=True)
    (thread / "thread.json").write_text(json.dumps(JAN_THREAD), "utf-8")
    lines = [json.dumps(message) for message in JAN_MESSAGES]
    (thread / "messages.jsonl").write_text("\n".join([*lines, "{broken"]), "utf-8")
    return folder / "jan"
