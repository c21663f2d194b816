"""Leaves a daemon so busy that no limit of cells applies. The job's own time must end it."""

cells = ["import time; time.sleep(1)"] * 300
status = "did not run"
says = "for the whole job"
limits = {"run_timeout_s": 900.0, "job_timeout_s": 25.0}
