"""Start Cordless: `python main.py`, or `python main.py --help`."""
import sys

from sim.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
