"""Hundreds of cells, each within its time. All of them together must end with the run's time."""

cells = ["import time; time.sleep(1)"] * 300
status = "did not run"
says = "the 20 s for all cells were over"
limits = {"run_timeout_s": 20.0}
