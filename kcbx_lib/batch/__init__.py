"""Many counties at once: one process a county, isolated, resumable; notebooks through papermill."""

# Before papermill, which would import nbformat the slow way.
from kcbx_lib.reports.notebook_format import nbformat as nbformat
