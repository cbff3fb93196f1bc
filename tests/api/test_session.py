"""The session that the API was designed by runs as it was written down."""

import pytest

import lstm_cli as lf

SESSION = """
model = lf.Forecaster(horizon=4, seed=0).fit(df, id_col="location", time_col="date", target_col="admissions")
forecast = model.predict(levels=[50, 95])            # or quantiles=[…]; predict(newer_df) goes on without refitting
forecast.to_frame()                                  # location, date, q0.025 …
forecast.plot()                                      # matplotlib axes (extra)
cv = model.cross_validation(df, n_windows=5, step_size=4, refit=True)   # a frame with `cutoff`
lf.score(cv, df, baseline="seasonal-naive").overall
model.diagnose().ablation;  model.save("forecast.lstm");  lf.load("forecast.lstm")
panel = lf.read_csv("cases.csv");  panel.to_frame()
"""


@pytest.mark.slow
def test_the_session_runs(flu, tmp_path, monkeypatch):
    """Training, forecast, picture, cross-validation, scores, diagnosis, files: each line works on a plain frame."""
    mpl = pytest.importorskip("matplotlib", reason="the extra 'plot' is not installed")
    from matplotlib import pyplot as plt

    mpl.use("Agg")
    monkeypatch.chdir(tmp_path)
    flu.to_csv("cases.csv", index=False)
    names = {"lf": lf, "df": flu}
    exec(SESSION, names)  # noqa: S102 - the text above
    plt.close("all")
    assert names["cv"]["cutoff"].nunique() == 5
    assert names["panel"].to_frame().shape == flu.shape
    assert (tmp_path / "forecast.lstm").exists()
