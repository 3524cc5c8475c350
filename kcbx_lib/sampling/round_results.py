"""After the visits: the sheets of a round read back, evaluated and written down, in one call."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say
from kcbx_lib.sampling.design import Design
from kcbx_lib.sampling.evaluate import Evaluation, evaluate
from kcbx_lib.sampling.folder import load_design, load_record
from kcbx_lib.sampling.results_page import results_page
from kcbx_lib.sampling.returned import Returned, read_returned

PAGE_FILE, RECORD_FILE, RESULTS_FILE = "evaluation.html", "evaluation.json", "results.csv"


@dataclass(frozen=True)
class RoundResults:
    """A round after its visits: what came home, what it proves, and the files written."""

    evaluation: Evaluation
    returned: Returned
    design: Design
    files: dict[str, Path]


def evaluate_round(
    folder: Path,
    *,
    filled: Sequence[Path] = (),
    tolerable: float | None = None,
    confidence: float | None = None,
    out: Path | None = None,
    lang: str | None = None,
) -> RoundResults:
    """Evaluate the round that ``kcbx sample`` wrote into ``folder``.

    The sheets are looked for in ``filled``, else everywhere in the folder itself. Share and
    confidence are those of the plan unless given. Raises UnreadableInput, naming every place to
    mend, and then writes nothing. The same sheets give the same bytes.
    """
    record = load_record(folder)
    design = load_design(folder)
    returned = read_returned(list(filled) or [folder], design)
    if returned.problems:
        head = say("sampling.filled_stop", lang=lang, count=len(returned.problems))
        raise UnreadableInput("\n".join([head, *(f"  {text}" for text in returned.problems)]))
    options = record.get("options", {})
    evaluation = evaluate(
        returned.results[["school_code", "pupils_checked", "pupils_found"]],
        design,
        confidence=confidence if confidence is not None else options.get("confidence", 0.95),
        tolerable=tolerable if tolerable is not None else options.get("tolerable"),
    )
    place = out or folder
    place.mkdir(parents=True, exist_ok=True)
    files = {
        "page": place / PAGE_FILE,
        "record": place / RECORD_FILE,
        "results": place / RESULTS_FILE,
    }
    page = results_page(
        evaluation,
        design,
        returned.results,
        county=str(record.get("county", "")),
        as_of=str(record.get("as_of", "")),
        notes=returned.notes,
        lang=lang,
    )
    files["page"].write_text(page, encoding="utf-8")
    text = json.dumps(
        evaluation_record(evaluation, returned, design),
        ensure_ascii=False,
        indent=2,
        sort_keys=True,
    )
    files["record"].write_text(text + "\n", encoding="utf-8")
    returned.results.to_csv(
        files["results"], index=False, encoding="utf-8-sig", lineterminator="\n"
    )
    return RoundResults(evaluation, returned, design, files)


def evaluation_record(evaluation: Evaluation, returned: Returned, design: Design) -> dict[str, Any]:
    """The evaluation as plain values for JSON, with the sheets it was made from."""
    values = asdict(evaluation)
    strata = evaluation.strata.astype("object")
    values["strata"] = strata.where(strata.notna(), None).to_dict("records")
    return {
        "kind": "kcbx-evaluation",
        "seed": design.seed,
        "frame_sha256": design.frame_sha256,
        "method": design.method,
        "sheets": returned.files,
        "notes": returned.notes,
        **values,
    }
