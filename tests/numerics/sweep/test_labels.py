"""What a stored data set says of itself."""

import xarray as xr

from numerics.sweep.dataset import read_dataset, write_dataset


def test_files_name_variables_units_seeds_and_command(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["/bin/prism", "sweep", "--out", "x"])
    data = xr.Dataset({"train_loss": ("seed", [1.0, 2.0])}, {"seed": [3, 4]})
    data["train_loss"].attrs["units"] = "p"
    write_dataset(data, tmp_path / "a.nc")
    found = read_dataset(tmp_path / "a.nc")
    assert found.attrs == {"command": "prism sweep --out x", "seeds": "3, 4"}
    assert found["train_loss"].attrs == {"long_name": "train loss", "units": "p"}
    assert found["seed"].attrs["units"] == "1"
    assert data.attrs == {}
    assert "long_name" not in data["train_loss"].attrs
