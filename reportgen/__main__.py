"""`python -m reportgen`."""

import sys

try:
    from reportgen.cli.main import main

    main()
except KeyboardInterrupt:  # before the command began, or as it ends: nobody needs to see where
    sys.exit(130)
