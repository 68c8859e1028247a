"""An editor: drives the YAML language server as editors do, over its standard input and output."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import systems


class Editor:
    """A running server. Positions are lines and characters from 0, as the protocol has them."""

    def __init__(self, process: subprocess.Popen, schemas: Mapping[str, str]) -> None:
        self._process = process
        self._number = 0
        self._opened = 0
        self._schemas = schemas
        self._diagnostics: dict[str, list[Any]] = {}
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": CAPABILITIES})
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": self._settings()})

    def _settings(self) -> dict[str, Any]:
        return {"yaml": {"schemas": self._schemas, "schemaStore": {"enable": False}, "validate": True}}

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _tell(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def _receive(self) -> dict[str, Any]:
        """The next message; what the server asks for is answered, its diagnostics are kept."""
        size = 0
        while line := self._process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        message = json.loads(self._process.stdout.read(size))
        if message.get("method") == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            wanted = message.get("params", {}).get("items", [])
            result = [self._settings().get(item.get("section")) for item in wanted] or None
            self._send({"id": message["id"], "result": result})
        return message

    def ask(self, method: str, params: object) -> Any:
        """The answer to a request."""
        self._number += 1
        wanted = self._number
        self._send({"id": wanted, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == wanted and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def open(self, path: Path, text: str) -> str:
        """Open a file with *text*; its address, which is new each time: what is said late is of no other."""
        self._opened += 1
        uri = Path("/", str(self._opened), *path.parts[1:]).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def diagnostics(self, path: Path, text: str) -> list[str]:
        """What the editor underlines in *text*."""
        uri = self.open(path, text)
        while uri not in self._diagnostics:
            self._receive()
        return [found["message"] for found in self._diagnostics[uri]]

    def completions(self, path: Path, marked: str) -> dict[str, dict[str, Any]]:
        """What is offered at the mark ``|``, by its label."""
        text, place = _at_mark(marked)
        uri = self.open(path, text)
        found = self.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": place})
        items = found["items"] if isinstance(found, dict) else found
        return {item["label"]: item for item in items}

    def hover(self, path: Path, marked: str) -> str:
        """What is said of the word at the mark ``|``."""
        text, place = _at_mark(marked)
        uri = self.open(path, text)
        found = self.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": place})
        return found["contents"]["value"] if found else ""


CAPABILITIES = {
    "textDocument": {
        "completion": {"completionItem": {"documentationFormat": ["markdown"], "snippetSupport": False}},
        "hover": {"contentFormat": ["markdown"]},
    },
    "workspace": {"configuration": True},
}


def _at_mark(marked: str) -> tuple[str, dict[str, int]]:
    before, after = marked.split("|")
    lines = before.split("\n")
    return before + after, {"line": len(lines) - 1, "character": len(lines[-1])}


@contextmanager
def editor(schemas: Mapping[str, str]) -> Iterator[Editor]:
    """An editor with a mapping of *schemas* (addresses) to patterns of file names."""
    command = systems.language_server()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        yield Editor(process, schemas)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
