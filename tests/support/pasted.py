"""What Word and web pages put on the clipboard, each with the Markdown that it becomes."""

from __future__ import annotations

WORD_LIST = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{color:red}</style></head><body lang=EN-GB>
<!--StartFragment-->
<h2><a name="_Toc1"></a>What we found<o:p></o:p></h2>
<p class=MsoNormal>Leaders were <b>visible</b> and <i style='mso-bidi-font-style:normal'>trusted</i>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>Staff were heard</p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp;&nbsp;</span></span>in both offices</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level3 lfo1'><span style='mso-list:Ignore'>§<span>&nbsp;</span></span>and at home</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Plans were shared</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>First</p>
<!--EndFragment--></body></html>"""

WORD_TABLE = """<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>Measure</b></p></td><td><p class=MsoNormal><b>North</b></p></td></tr>
<tr><td><p class=MsoNormal>Staff | all</p></td><td><p class=MsoNormal>14</p></td></tr></table>
<p class=MsoNormal>See the note<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference>[1]</span></a>.</p>
<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1" title=""><span class=MsoFootnoteReference>[1]</span></a> In October 2024.</p></div></div>"""

PAGE = """<div onclick="alert(1)"><h1>Title</h1><script>alert(1)</script><p style="color:red">Some <strong>bold <em>and both</em></strong>, a <a href="https://example.org/a?b=c">link</a>, a <a href="javascript:alert(1)">trap</a>,<br>a * star and a {brace}.</p>
<ul><li>One<ul><li>Below<ol><li>Deep</li></ol></li></ul></li><li><p>Two</p></li></ul><img src=x onerror=alert(1)><p hidden>Hidden</p><p>&lt;b&gt; is text</p></div>"""

GOOGLE = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:700;">Bold</span><span style="font-style:italic;"> slanted</span></p><ul><li dir="ltr" aria-level="1"><p role="presentation"><span>One</span></p></li><ul><li aria-level="2"><p><span>Two</span></p></li></ul></ul></b>"""

PASTED = {
    WORD_LIST: """### What we found

Leaders were **visible** and *trusted*.

- Staff were heard
  - in both offices
    - and at home
- Plans were shared
1. First""",
    WORD_TABLE: """| **Measure** | **North** |
| - | - |
| Staff \\| all | 14 |

See the note[^1].

[^1]: In October 2024.""",
    PAGE: """### Title

Some **bold *and both***, a [link](https://example.org/a?b=c), a trap, a \\* star and a \\{brace\\}.

- One
  - Below
    1. Deep
- Two

\\<b> is text""",
    GOOGLE: """**Bold** *slanted*

- One
  - Two""",
    "<p>" + "<span>" * 500 + "deep" + "</span>" * 500 + "</p>": "",
    "<svg onload=alert(1)><script>alert(1)</script></svg>": "",
}
"""By the HTML. An empty text: the clipboard's plain text is taken instead, or nothing."""
