"""Target data of a hub as long CSV and as a frame."""

import small_hub

from lstm_cli.formats.hub_data import data_frame, data_parts
from lstm_cli.hubs.hub import open_hub
from lstm_cli.hubs.target_data import read_target_data


def test_shares_keep_their_decimals(tmp_path):
    """As the table of the hub has them, without zeros at the end; the frame has the same numbers."""
    data = read_target_data(open_hub(small_hub.make_hub(tmp_path / "hub")), small_hub.PROPORTIONS)
    shares = [(place, str(day), f"{n / 10_000:.4f}".rstrip("0")) for place, day, n in sorted(small_hub.series())]
    text = "".join(data_parts(data))
    assert text.splitlines() == ["location,date,value", *map(",".join, shares)]
    frame = data_frame(data)
    assert frame["value"].tolist() == [float(share) for _, _, share in shares]
    assert frame.to_csv(index=False) == text
