"""Start Cordless: `python main.py`, or `python main.py --help`."""
from sim.cli import run

if __name__ == "__main__":
    run()
