"""What a Linux desktop reads: menu entry, description for software centres, type of our files."""

from datetime import datetime
from xml.sax.saxutils import escape

from installer import about
from installer.tree import Entry, text

#: Languages of the program -> their names in desktop files.
LOCALES = {"zh": "zh_CN"}
#: What `lemma export --format json` writes.
MIME_TYPE = "application/x-lemma-conversation+json"
MIME_PATTERN = "*.lemma.json"
MIME_ABOUT = {"en": "Lemma conversation", "zh": "Lemma 对话"}
SHARE = "usr/share"


def entries(released: datetime) -> list[Entry]:
    """The three files at the places where every desktop looks for them."""
    return [
        text(f"{SHARE}/applications/{about.PACKAGE}.desktop", menu_entry()),
        text(f"{SHARE}/metainfo/{about.APP_ID}.metainfo.xml", metainfo(released)),
        text(f"{SHARE}/mime/packages/{about.PACKAGE}.xml", mime()),
    ]


def menu_entry(program: str = about.PACKAGE) -> str:
    """The desktop entry that starts ``program``."""
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.4",
        f"Name={about.NAME}",
        f"Comment={about.SUMMARY['en']}",
        *(f"Comment[{locale}]={about.SUMMARY[code]}" for code, locale in LOCALES.items()),
        f"Exec={program} %F",
        f"Icon={about.PACKAGE}",
        "Terminal=false",
        "Categories=Education;Math;",
        f"MimeType={MIME_TYPE};",
        f"Keywords={';'.join(about.KEYWORDS)};",
        "StartupNotify=true",
        f"StartupWMClass={about.PACKAGE}",
    ]
    return "\n".join(lines) + "\n"


def metainfo(released: datetime) -> str:
    """AppStream's description; software centres show it before the program is installed."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{about.APP_ID}</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>{about.LICENCE}</project_license>
  <name>{about.NAME}</name>
{_tags("summary", about.SUMMARY, "  ")}
  <description>
{_paragraphs()}
  </description>
  <launchable type="desktop-id">{about.PACKAGE}.desktop</launchable>
  <icon type="stock">{about.PACKAGE}</icon>
  <categories>
    <category>Education</category>
    <category>Math</category>
  </categories>
  <provides>
    <binary>{about.PACKAGE}</binary>
  </provides>
  <releases>
    <release version="{about.version()}" date="{released:%Y-%m-%d}"/>
  </releases>
  <content_rating type="oars-1.1"/>
</component>
"""


def mime() -> str:
    """What a file of ours is called, and how it is recognised."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{MIME_TYPE}">
{_tags("comment", MIME_ABOUT, "    ")}
    <sub-class-of type="application/json"/>
    <icon name="{about.PACKAGE}"/>
    <glob pattern="{MIME_PATTERN}"/>
  </mime-type>
</mime-info>
"""


def _tags(tag: str, words: dict[str, str], indent: str) -> str:
    lines = [f"{indent}<{tag}>{escape(words['en'])}</{tag}>"]
    for code, locale in LOCALES.items():
        lines.append(f'{indent}<{tag} xml:lang="{locale}">{escape(words[code])}</{tag}>')
    return "\n".join(lines)


def _paragraphs() -> str:
    rows = zip(*about.ABOUT.values(), strict=True)
    return "\n".join(_tags("p", dict(zip(about.ABOUT, row, strict=True)), "    ") for row in rows)
