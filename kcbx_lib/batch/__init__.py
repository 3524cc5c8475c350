"""Many counties at once: one process a county, isolated, resumable; notebooks through papermill."""
