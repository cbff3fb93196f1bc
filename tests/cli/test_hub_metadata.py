"""``lstm-forecast hub metadata``: YAML on standard output or in a file, and what is missing in one refusal."""

import small_hub


def test_yaml_is_written_and_what_is_missing_asked_for(cli, tmp_path):
    """The options of the refusal make a file that the check of a submission finds."""
    small_hub.make_hub(tmp_path / "hub")
    refused = cli("hub", "metadata", "hub", "--team", "T", "--abbr", "M").ended(2)
    assert refused.out == b""
    assert "for example --contributor 'Jane Doe <jane@example.org>, Institute of Health'" in refused.err
    said = ["--license", "CC-BY-4.0", "--contributor", "Jane Doe <jane@example.org>, Institute"]
    printed = cli("hub", "metadata", "hub", "--team", "T", "--abbr", "M", *said).ended()
    assert printed.text.startswith('team_name: "T"\nteam_abbr: "T"\n')
    name = "hub/model-metadata/T-M.yml"
    cli("hub", "metadata", "hub", "--team", "T", "--abbr", "M", *said, "-o", name).ended()
    assert (tmp_path / name).read_bytes() == printed.out
    path = tmp_path / "hub/model-output/T-M/2025-01-25-T-M.csv"
    small_hub.write_submission(path, small_hub.submission())
    cli("hub", "check", path, "hub").ended()
    (tmp_path / name).unlink()
    assert "[metadata]" in cli("hub", "check", path, "hub").ended(3).text
