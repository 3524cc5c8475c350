"""Whether the targets are met: rates with numerator, denominator, interval and target."""

from __future__ import annotations

from typing import Any

import pandas as pd
from IPython.display import HTML, Markdown

from kcbx_lib.messages import say
from kcbx_lib.reports import charts
from kcbx_lib.reports.story.shared import table

LOWEST_TARGET_DRAWN = 50


def headline_rates(indicators: pd.DataFrame) -> pd.DataFrame:
    """The county's rates that have a target: ``label, rate, low, high, target, state`` in percent."""
    rows = indicators[indicators["level"].eq("county") & indicators["target"].notna()]
    rows = rows[rows["group"].isna() | rows["group"].isin(["", "all"])]
    frame = pd.DataFrame({"label": [indicator_title(name) for name in rows["indicator"]]})
    for column in ("rate", "low", "high", "target"):
        values = pd.to_numeric(rows[column], errors="coerce") if column in rows else pd.NA
        frame[column] = values.to_numpy(float) if hasattr(values, "to_numpy") else float("nan")
    frame["state"] = rows["state"].to_numpy()
    return frame


def indicator_title(name: str) -> str:
    """An indicator's name as its users know it."""
    return say(f"indicators.{name}")


def draw_rates(indicators: pd.DataFrame) -> None:
    """Rates against targets."""
    rates = headline_rates(indicators)
    missed = int(rates["state"].eq("not_met").sum())
    shown = near_one_scale(rates)
    _, axis = charts.new_figure(height=max(2.2, 0.55 * len(shown) + 1))
    charts.gaps(shown, axis, title=say("story.rates_title", missed=missed, count=len(rates)))


def near_one_scale(rates: pd.DataFrame) -> pd.DataFrame:
    """Rates to be drawn together: a limit near 0 would squeeze those near 100 (it is in the table)."""
    return rates[rates["target"].ge(LOWEST_TARGET_DRAWN) & rates["rate"].notna()]


def county_rates(indicators: pd.DataFrame) -> pd.DataFrame:
    """The county's own indicators, one row each, as people read them."""
    rows = indicators[indicators["level"].eq("county")]
    rows = rows[rows["group"].isna() | rows["group"].isin(["", "all"])]
    return pd.DataFrame(
        {
            say("story.rate_indicator"): [indicator_title(name) for name in rows["indicator"]],
            say("story.rate_numerator"): rows["numerator"].to_numpy(),
            say("story.rate_denominator"): rows["denominator"].to_numpy(),
            say("story.rate_rate"): [_percent(value) for value in rows["rate"]],
            say("story.rate_target"): [_percent(value) for value in rows["target"]],
            say("story.rate_state"): [
                say(f"story.rate_{state}") for state in rows["state"].fillna("no_target")
            ],
        }
    )


def _percent(value: object) -> str:
    number = pd.to_numeric(pd.Series([value]), errors="coerce").iloc[0]
    return "—" if pd.isna(number) else f"{number:.2f}%"


def rates_table(indicators: pd.DataFrame) -> HTML:
    """The county's indicators as a table."""
    return table(county_rates(indicators), most=40)


def rates_answer(indicators: pd.DataFrame) -> Markdown:
    """Which targets are missed, by name."""
    rates = headline_rates(indicators)
    missed = list(rates.loc[rates["state"].eq("not_met"), "label"])
    names = "、".join(missed) if missed else say("story.none")
    return Markdown(say("story.rates_answer", count=len(rates), missed=len(missed), names=names))


def bridge_table(bridge: pd.DataFrame) -> HTML:
    """From the pupils reported to the children in school, a line a difference; empty steps left out."""
    told = bridge[bridge["kind"].ne("difference") | bridge["count"].ne(0)]
    is_step = told["kind"].eq("difference")
    return table(
        pd.DataFrame(
            {
                say("story.bridge_line"): [
                    say(f"indicators.bridge_{name}") for name in told["line"]
                ],
                say("story.bridge_count"): [
                    f"{count:+d}" if step else f"{count:d}"
                    for count, step in zip(told["count"], is_step, strict=True)
                ],
                say("story.bridge_standing"): told["standing"].to_numpy(),
                say("story.rate_rate"): [_percent(value) for value in told["rate"]],
            }
        ),
        most=len(told),
    )


def bridge_answer(bridge: pd.DataFrame) -> Markdown:
    """What was reported, what the records give, and the largest difference between them."""
    first, last = bridge.iloc[0], bridge.iloc[-1]
    steps = bridge[bridge["kind"].eq("difference") & bridge["count"].ne(0)]
    told: dict[str, Any] = {
        "start": say(f"indicators.bridge_{first['line']}"),
        "reported": int(first["count"]),
        "recomputed": int(last["count"]),
    }
    if steps.empty:
        return Markdown(say("story.bridge_same", **told))
    largest = steps.loc[steps["count"].abs().astype("int64").idxmax()]
    told |= {
        "steps": len(steps),
        "largest": say(f"indicators.bridge_{largest['line']}"),
        "count": f"{largest['count']:+d}",
    }
    if pd.isna(last["denominator"]):
        return Markdown(say("story.bridge_counts", **told))
    rates = {"from_rate": _percent(first["rate"]), "to_rate": _percent(last["rate"])}
    return Markdown(
        say("story.bridge_answer", **told, **rates, denominator=int(last["denominator"]))
    )
