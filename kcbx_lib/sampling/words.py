"""What the numbers say, in sentences that a supervisor can read out; Chinese first.

Every sentence states its condition: a bound without "if the schools were drawn by lot" would be
read as a promise that nobody made.
"""

from __future__ import annotations

from kcbx_lib.messages import language, say
from kcbx_lib.sampling.county import CountySample
from kcbx_lib.sampling.evaluate import Evaluation, evaluate_counts
from kcbx_lib.sampling.plan import Plan


def percent(rate: float, *, digits: int | None = None) -> str:
    """A rate as a percentage: one decimal, below 1 % two; a true zero is 0."""
    if rate == 0:
        return "0%"
    places = digits if digits is not None else (1 if rate >= 0.01 else 2)
    text = f"{rate * 100:.{places}f}"
    if float(text) == 0:
        return f"<{10**-places:g}%"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def nothing_found(
    *,
    schools: int,
    pupils: int,
    population: int | None = None,
    confidence: float = 0.95,
    is_random: bool | None = None,
    lang: str | None = None,
) -> str:
    """What "so many schools, so many pupils, none found" proves, and under which condition.

    ``is_random``: whether the schools were drawn by lot; None where the report does not say, when
    the bound is given with its condition. ``population``: the number of schools in all, if known.
    29 schools with 30,786 pupils and none found: up to 9.8 % of schools could still have a case.
    """
    return visits_proved(
        schools=schools,
        pupils=pupils,
        population=population,
        confidence=confidence,
        is_random=is_random,
        lang=lang,
    )


def visits_proved(
    *,
    schools: int,
    pupils: int,
    found: int = 0,
    population: int | None = None,
    confidence: float = 0.95,
    is_random: bool | None = None,
    lang: str | None = None,
) -> str:
    """The same for any number of schools with a case: ``found`` of those visited."""
    bound = evaluate_counts(
        schools_visited=schools,
        schools_with_findings=found,
        schools=population,
        confidence=confidence,
    )
    condition = {True: "random", False: "by_hand", None: "unknown"}[is_random]
    seen = "counts_found" if found else "nothing_found"
    parts = [
        say(
            f"sampling.{seen}",
            lang=lang,
            schools=f"{schools:,}",
            pupils=f"{pupils:,}",
            found=f"{found:,}",
        ),
        say(
            f"sampling.nothing_found_{condition}",
            lang=lang,
            schools=f"{schools:,}",
            confidence=percent(confidence),
            upper=percent(bound.upper),
        ),
        say(
            "sampling.pupils_not_independent",
            lang=lang,
            schools=f"{schools:,}",
            pupils=f"{pupils:,}",
        ),
    ]
    return ("" if (lang or language()) == "zh" else " ").join(parts)


def plan_sentence(plan: Plan, *, lang: str | None = None) -> str:
    """A plan in words: how many, what that proves, and the condition."""
    return say(
        "sampling.plan_says",
        lang=lang,
        size=f"{plan.size:,}",
        of=say("sampling.plan_of", lang=lang, population=f"{plan.population:,}")
        if plan.population is not None
        else "",
        accept=plan.accept_up_to,
        tolerable=percent(plan.tolerable),
        confidence=percent(plan.confidence),
        method=say(f"sampling.plan_{plan.method}", lang=lang),
    )


def promise_sentence(sample: CountySample, *, lang: str | None = None) -> str:
    """What the round will prove if no case is found in any selected school."""
    promise, certain = sample.promise, len(sample.certainty)
    key = "promise_pps" if sample.design.method == "pps" else "promise"
    if promise.schools_selected == promise.schools:
        key, certain = "promise_census", 0
    sentence = say(
        f"sampling.{key}",
        lang=lang,
        selected=f"{promise.schools_selected:,}",
        schools=f"{promise.schools:,}",
        confidence=percent(promise.confidence),
        most=f"{promise.schools_upper:,}",
        share=percent(promise.school_share.upper),
        pupils=f"{promise.pupils_in_such_schools_upper:,}",
        pupil_share=percent(promise.pupils_in_such_schools_upper / max(promise.pupils, 1)),
    )
    if certain:
        sentence += say("sampling.promise_certain", lang=lang, certain=certain)
    return sentence


def findings(evaluation: Evaluation, *, lang: str | None = None) -> list[str]:
    """The evaluation in sentences: what was seen, what follows, how sure, what it rests on."""
    seen = say(
        "sampling.seen",
        lang=lang,
        visited=f"{evaluation.schools_visited:,}",
        selected=f"{evaluation.schools_selected:,}",
        checked=f"{evaluation.pupils_checked:,}",
        found=f"{evaluation.pupils_found:,}",
        with_findings=f"{evaluation.schools_with_findings:,}",
    )
    return [
        seen,
        *_follows(evaluation, lang),
        *_verdict(evaluation, lang),
        *_limits(evaluation, lang),
    ]


def _follows(evaluation: Evaluation, lang: str | None) -> list[str]:
    if not evaluation.is_random:
        return [say("sampling.follows_nothing", lang=lang)]
    share, rate = evaluation.school_share, evaluation.pupil_rate
    sentences = [
        say(
            "sampling.follows_schools",
            lang=lang,
            confidence=percent(evaluation.confidence),
            schools=f"{evaluation.schools:,}",
            most=f"{evaluation.schools_upper:,}",
            share=percent(share.upper),
            pupils=f"{evaluation.pupils_in_such_schools_upper:,}",
        )
    ]
    if rate.estimate and rate.low is not None and rate.high is not None:
        sentences.append(
            say(
                "sampling.follows_pupils",
                lang=lang,
                rate=percent(rate.estimate),
                low=percent(rate.low),
                high=percent(rate.high),
                confidence=percent(evaluation.confidence),
            )
        )
        sentences.append(say("sampling.safe_limit", lang=lang, upper=percent(rate.upper)))
    if rate.design_effect is not None and rate.effective_pupils is not None:
        key = "design_effect" if rate.design_effect > 1 else "no_design_effect"
        sentences.append(
            say(
                f"sampling.{key}",
                lang=lang,
                effect=f"{rate.design_effect:.1f}",
                checked=f"{evaluation.pupils_checked:,}",
                effective=f"{rate.effective_pupils:,.0f}",
            )
        )
    elif evaluation.pupils_found == 0 and evaluation.schools_visited:
        sentences.append(
            say(
                "sampling.pupils_not_independent",
                lang=lang,
                schools=f"{evaluation.schools_visited:,}",
                pupils=f"{evaluation.pupils_checked:,}",
            )
        )
    return sentences


def _verdict(evaluation: Evaluation, lang: str | None) -> list[str]:
    if evaluation.tolerable is None or not evaluation.is_random:
        return []
    return [
        say(
            f"sampling.verdict_{evaluation.verdict}_{evaluation.judged_by}",
            lang=lang,
            tolerable=percent(evaluation.tolerable),
        )
    ]


def _limits(evaluation: Evaluation, lang: str | None) -> list[str]:
    sentences = []
    if evaluation.not_visited:
        sentences.append(
            say(
                "sampling.not_visited",
                lang=lang,
                count=len(evaluation.not_visited),
                codes="、".join(evaluation.not_visited),
            )
        )
    if evaluation.outside_selection:
        sentences.append(
            say(
                "sampling.outside_selection",
                lang=lang,
                count=len(evaluation.outside_selection),
                codes="、".join(evaluation.outside_selection),
            )
        )
    if not evaluation.is_fully_checked:
        sentences.append(say("sampling.not_fully_checked", lang=lang))
    return sentences
