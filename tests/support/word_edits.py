"""Edits a Word document as Word itself writes it: in raw XML, with runs, marks and authors."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

WHO = 'w:author="Pat Head" w:date="2025-02-20T10:15:00Z"'
OTHER = 'w:author="Lee Other" w:date="2025-02-21T09:00:00Z"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def run(text: str, tag: str = "t", properties: str = "") -> str:
    inner = f'<w:{tag} xml:space="preserve">{escape(text)}</w:{tag}>'
    return f'<w:r w:rsidR="00A1">{properties}{inner}</w:r>'


class WordEdits:
    """A document that is edited."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(BytesIO(content)) as package:
            self.files = {name: package.read(name).decode("latin-1") for name in package.namelist()}
        for name in self.files:
            if name.endswith((".xml", ".rels")):
                self.files[name] = self.files[name].encode("latin-1").decode("utf-8")
        self.last = 900
        self.comments: list[str] = []
        self.threads: list[str] = []

    def save(self) -> bytes:
        if self.comments:
            self._add_part("comments", "comments", "".join(self.comments), f"{W} {W14}", "w")
        if self.threads:
            name, kind = "commentsEx", "commentsExtended"
            self._add_part(name, kind, "".join(self.threads), W15, "w15", tag="commentsEx")
        data = BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
            for name, text in self.files.items():
                encoding = "utf-8" if name.endswith((".xml", ".rels")) else "latin-1"
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(entry, text.encode(encoding))
        return data.getvalue()

    def _add_part(
        self, name: str, kind: str, inner: str, spaces: str, prefix: str, tag: str = ""
    ) -> None:
        path = f"word/{tag or name}.xml"
        self.files[path] = f"<{prefix}:{tag or name} {spaces}>{inner}</{prefix}:{tag or name}>"
        rels = "word/_rels/document.xml.rels"
        base = (
            _OFFICE
            if kind == "comments"
            else "http://schemas.microsoft.com/office/2011/relationships"
        )
        relation = f'<Relationship Id="rId{kind}" Type="{base}/{kind}" Target="{tag or name}.xml"/>'
        self.files[rels] = self.files[rels].replace(
            "</Relationships>", f"{relation}</Relationships>"
        )
        media = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
        override = f'<Override PartName="/{path}" ContentType="{media}"/>'
        types = "[Content_Types].xml"
        self.files[types] = self.files[types].replace("</Types>", f"{override}</Types>")

    def next(self) -> int:
        self.last += 1
        return self.last

    # Where things are

    def paragraph(self, id: str, part: str = "word/document.xml") -> str:
        """The XML of the paragraph with a bookmark."""
        text = self.files[part]
        at = text.index(f'w:name="{id}"')
        begin = max(text.rfind("<w:p>", 0, at), text.rfind("<w:p ", 0, at))
        return text[begin : text.index("</w:p>", at) + len("</w:p>")]

    def replace(self, old: str, new: str, part: str = "word/document.xml") -> None:
        assert self.files[part].count(old) == 1, (self.files[part].count(old), old)
        self.files[part] = self.files[part].replace(old, new)

    def change(self, id: str, old: str, new: str, part: str = "word/document.xml") -> None:
        """Write other XML in place of some words of a paragraph: the run is split there."""
        paragraph = self.paragraph(id, part)
        match = re.search(
            r"<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t(?: xml:space=\"preserve\")?>([^<]*?)"
            + re.escape(escape(old))
            + r"([^<]*)</w:t></w:r>",
            paragraph,
        )
        assert match, (old, paragraph)
        properties, before, after = match[1] or "", match[2], match[3]
        parts = "".join(
            f'<w:r>{properties}<w:t xml:space="preserve">{one}</w:t></w:r>' if one else ""
            for one in (before, "\0", after)
        )
        parts = re.sub("<w:r>(?:(?!<w:r>).)*\0.*?</w:r>", lambda _: new, parts)
        changed = paragraph[: match.start()] + parts + paragraph[match.end() :]
        self.replace(paragraph, changed, part)

    # Tracked

    def insert(self, text: str, who: str = WHO) -> str:
        return f'<w:ins w:id="{self.next()}" {who}>{run(text)}</w:ins>'

    def delete(self, text: str, who: str = WHO) -> str:
        return f'<w:del w:id="{self.next()}" {who}>{run(text, "delText")}</w:del>'

    def mark_end(self, paragraph: str, tag: str, who: str = WHO) -> str:
        """A paragraph whose end is inserted or deleted."""
        mark = f'<w:rPr><w:{tag} w:id="{self.next()}" {who}/></w:rPr>'
        if "<w:pPr>" in paragraph:
            return paragraph.replace("</w:pPr>", f"{mark}</w:pPr>", 1)
        return paragraph.replace("<w:p>", f"<w:p><w:pPr>{mark}</w:pPr>", 1)

    def delete_all(self, paragraph: str, who: str = WHO) -> str:
        """A paragraph with all its runs deleted, as Word does it."""

        def deleted(match: re.Match[str]) -> str:
            inner = re.sub(r"<w:t( [^>]*)?>", r"<w:delText\1>", match[0])
            inner = inner.replace("</w:t>", "</w:delText>")
            return f'<w:del w:id="{self.next()}" {who}>{inner}</w:del>'

        return re.sub(r"<w:r>(?:(?!</w:r>).)*</w:r>", deleted, paragraph)

    # Comments

    def comment(
        self, text: str, who: str = WHO, reply_to: int | None = None, done: bool = False
    ) -> int:
        id = self.next()
        self.comments.append(
            f'<w:comment w:id="{id}" {who} w:initials="PH"><w:p w14:paraId="{id:08X}">'
            f"<w:r><w:annotationRef/></w:r>{run(text)}</w:p></w:comment>"
        )
        parent = f' w15:paraIdParent="{reply_to:08X}"' if reply_to is not None else ""
        self.threads.append(
            f'<w15:commentEx w15:paraId="{id:08X}"{parent} w15:done="{int(done)}"/>'
        )
        return id

    @staticmethod
    def begin(id: int) -> str:
        return f'<w:commentRangeStart w:id="{id}"/>'

    @staticmethod
    def end(id: int) -> str:
        return (
            f'<w:commentRangeEnd w:id="{id}"/><w:r><w:rPr><w:rStyle w:val="CommentReference"/>'
            f'</w:rPr><w:commentReference w:id="{id}"/></w:r>'
        )
