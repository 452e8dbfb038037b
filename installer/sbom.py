"""Everything inside as a list in CycloneDX JSON, for those who check software before its use."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from installer import about
from installer.licences import Component

SPECIFICATION = "1.6"


def document(inside: Iterable[Component], released: datetime) -> str:
    """The document; the same for the same contents."""
    rows = [_component(row) for row in inside]
    names = " ".join(row["bom-ref"] for row in rows)
    own = _own()
    return _json(
        {
            "bomFormat": "CycloneDX",
            "specVersion": SPECIFICATION,
            "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{about.version()} {names}')}",
            "version": 1,
            "metadata": {"timestamp": f"{released:%Y-%m-%dT%H:%M:%SZ}", "component": own},
            "components": rows,
            "dependencies": [
                {"ref": own["bom-ref"], "dependsOn": [row["bom-ref"] for row in rows]}
            ],
        }
    )


def _own() -> dict[str, Any]:
    return {
        "type": "application",
        "bom-ref": about.PACKAGE,
        "name": about.NAME,
        "version": about.version(),
        "licenses": [{"license": {"id": about.LICENCE}}],
    }


def _component(row: Component) -> dict[str, Any]:
    url = f"pkg:{row.kind}/{row.name.lower()}@{row.version}"
    return {
        "type": "library",
        "bom-ref": url,
        "name": row.name,
        "version": row.version,
        "purl": url,
        "licenses": [{"license": {"name": row.licence}}],
    }


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
