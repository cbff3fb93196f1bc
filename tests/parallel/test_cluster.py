"""What is refused before any work goes to a cluster: addresses, and workers that would give something else."""

import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import ForecastError, UsageError
from lstm_cli.parallel import cluster


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "tls://head.site.org:8786", "tcp://[fe80::1]:8786"])
def test_addresses_are_those_that_a_scheduler_prints(address):
    """Plain, encrypted, and of IPv6."""
    cluster._check(address)


@pytest.mark.parametrize("address", ["", "here", "10.0.0.1:8786", "tcp://:8786", "tcp://host", "http://host:8787"])
def test_what_is_no_address_is_refused(address):
    """Also the address of the dashboard, which speaks another language."""
    with pytest.raises(UsageError) as caught:
        cluster._check(address)
    says = f"{address!r} is not the address of a scheduler; for example --scheduler tcp://HOST:8786"
    assert caught.value.lines(flag) == (says,)


@pytest.mark.parametrize(
    ("there", "says"),
    [
        (
            ModuleNotFoundError("No module named 'lstm_cli'"),
            "worker w cannot load lstm-cli: No module named 'lstm_cli'; install lstm-cli 1.2 there, as it is here",
        ),
        (
            {"lstm-cli": "1.1", "numpy": "2.5.0"},
            "worker w has lstm-cli 1.1; install lstm-cli 1.2 there, as it is here",
        ),
        (
            {"lstm-cli": "1.2", "numpy": "2.4.1"},
            "worker w has numpy 2.4.1; install numpy 2.5.0 there, as it is here",
        ),
    ],
)
def test_a_worker_that_would_give_something_else_is_refused(there, says):
    """Without the package, with another version of it, or of NumPy, whose sums may differ in the last bits."""
    here = {"lstm-cli": "1.2", "numpy": "2.5.0"}
    cluster._compare("w", here, dict(here))
    with pytest.raises(ForecastError) as caught:
        cluster._compare("w", here, there)
    assert caught.value.lines(flag) == (says,)
