"""Results of questions that are answered on a scale: what the answers are worth on average.

Very good 4 times, Good 10 times and Poor once is a percentage, once the methodology says what each
answer is worth.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from reportgen.inspection.model import Finding, Inspection
from reportgen.inspection.results import Result, Results
from reportgen.methodology.model import Methodology
from reportgen.problems import Problem, error, find_nearest
from reportgen.reading.fields import SourceText


def weigh_answers(
    methodology: Methodology, inspection: Inspection
) -> tuple[Inspection, list[Problem]]:
    """Give each question that is answered on a scale its percentage. Return the inspection, and a
    problem for each answer that is not on the scale."""
    problems: list[Problem] = []
    findings = {
        id: _weigh_finding(methodology, finding, problems)
        if any(result.answers for result in finding.results.values())
        else finding
        for id, finding in inspection.findings.items()
    }
    return replace(inspection, findings=findings), problems


def _weigh_finding(methodology: Methodology, finding: Finding, problems: list[Problem]) -> Finding:
    results = Results()
    results.open = finding.results.open if isinstance(finding.results, Results) else ()
    for id, result in finding.results.items():
        if result.answers:
            result = _weigh(methodology, id, result, problems)
        results[id] = result
    return replace(finding, results=results)


def _weigh(
    methodology: Methodology, id: SourceText, result: Result, problems: list[Problem]
) -> Result:
    question = methodology.questions.get(str(id))
    values = methodology.answer_values(question) if question is not None else {}
    for answer, _ in result.answers:
        if str(answer) not in values:
            near = find_nearest(answer, values)
            hint = f"write one of: {', '.join(values)}" if values else "write it as 31 of 51"
            problems.append(
                error(
                    "unknown-answer",
                    answer.place,
                    f"`{answer}` is no answer to {id}",
                    f"did you mean `{near}`?" if near else hint,
                )
            )
    counted = [(values[str(a)], n) for a, n in result.answers if str(a) in values]
    total = sum(number for _, number in counted)
    if not total or len(counted) < len(result.answers):
        return result
    worth = sum(value * number for value, number in counted)
    return replace(result, percent=Fraction(worth, total))
