"""Do 95 % intervals hold the truth 95 times in 100? Odds ratios of the synthetic panel, seed by seed.

``python -m benchmarks.interval_coverage [--seeds 200]``: a fresh panel a seed, adjusted odds ratios with
cluster-robust intervals, and how often each interval holds the log odds the panel was made with. Three
standard errors of a coverage over 200 seeds are 4.6 points: 0.904 to 0.996 is what 0.95 looks like.
"""

from __future__ import annotations

import argparse
import json
import sys

import numpy as np
import pandas as pd

from kcbx_lib.risk.odds import complete_terms, with_ones
from kcbx_lib.risk.robust import fit_logistic
from kcbx_lib.risk.study import study_of
from kcbx_lib.synthetic.panel import FEATURES, OUTCOME, TRUE_LOG_ODDS, synthetic_panel


def covered(seed: int) -> pd.Series:
    """Whether each term's interval holds its truth in one panel; separated terms are NA."""
    study = study_of(
        synthetic_panel(seed), outcome=OUTCOME, features=FEATURES, cluster="school", seed=seed
    )
    terms = complete_terms(study)
    y, cluster = study.y[terms.index].to_numpy("float64"), study.cluster[terms.index].to_numpy()
    fit = fit_logistic(with_ones(terms.to_numpy()), y, cluster)
    low, high, _ = fit.limits()
    # The reference of sex is the commoner one: where that is female the term reads the other way round.
    truth = {**TRUE_LOG_ODDS, "sex=female": TRUE_LOG_ODDS["female"]}
    truth["sex=male"] = -TRUE_LOG_ODDS["female"]
    true = np.array([truth[str(name)] for name in terms.columns])
    inside = (low[1:] <= true) & (true <= high[1:])
    names = terms.columns.str.replace(r"^sex=.*", "sex", regex=True)
    return pd.Series(inside, index=names, dtype="boolean").mask(fit.separated[1:])


def main() -> None:
    """One JSON line a term and one over all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    seeds = parser.parse_args().seeds
    table = pd.DataFrame([covered(seed) for seed in range(1, seeds + 1)])
    rows = [(str(name), table[name].mean(), table[name].count()) for name in table]
    rows.append(("all", table.stack().mean(), table.count().sum()))
    for term, coverage, count in rows:
        line = {"term": term, "coverage": round(float(coverage), 3), "intervals": int(count)}
        sys.stdout.write(json.dumps({"benchmark": "interval_coverage", **line}) + "\n")


if __name__ == "__main__":
    main()
