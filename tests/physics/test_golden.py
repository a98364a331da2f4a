import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.physics.golden import check
from tests.physics.prose import read_sequence, read_timeline, read_train

FILE = Path(__file__).with_name("vectors.json")
VECTORS = json.loads(FILE.read_text(encoding="utf-8"))["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["quantity"])
def test_every_golden_vector_is_reproduced(vector):
    assert check(vector)["ok"], check(vector)


def test_a_wrong_expectation_is_reported_as_not_ok():
    line = check({"quantity": "larmor_frequency", "inputs": {"B0": 1.5}, "expected": 64.0, "unit": "MHz"})
    assert line["ok"] is False
    assert line["value"] == pytest.approx(63.8662, rel=1e-6)


def test_a_value_is_not_taken_for_a_refusal():
    for inputs in ({"B0": 1.5}, {"B0": {"value": 1.5, "unit": "furlong"}}):
        line = check({"quantity": "larmor_frequency", "inputs": inputs, "expected": "INVALID", "unit": ""})
        assert line["ok"] is False


def test_a_vector_that_cannot_be_read_does_not_end_the_run():
    line = check({"quantity": "no_such_quantity", "inputs": {}, "expected": 1.0, "unit": "1"})
    assert line["ok"] is False
    assert "no_such_quantity" in line["reason"]


def test_the_command_writes_a_line_for_each_vector_and_tells_by_its_exit_code(tmp_path):
    vectors = [
        {"quantity": "sae", "inputs": {"sar": 2, "time": 30}, "expected": expected, "unit": "kJ/kg"}
        for expected in (3.6, 3.7)
    ]
    for chosen, code in ((vectors[:1], 0), (vectors, 1)):
        file = tmp_path / "vectors.json"
        file.write_text(json.dumps({"vectors": chosen}), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "tests.physics.golden", str(file)], capture_output=True, text=True
        )
        assert done.returncode == code
        assert [json.loads(line)["ok"] for line in done.stdout.splitlines()] == [True, False][: len(chosen)]


def test_prose_about_a_train_gives_its_pulses():
    pulses, TR = read_sequence(
        {"sequence": "TSE TR 4 s, 20 slices, ETL 16, exc 90, ref 120, hann_sinc_tbw4 3 ms"}
    )
    assert TR == 4.0
    assert [float(pulse.count) for pulse in pulses[:2]] == [20, 320]
    assert all(pulse.shape == "hann_sinc_tbw4" and pulse.duration == 3e-3 for pulse in pulses)


def test_prose_about_trains_and_timelines_is_read():
    assert read_train("2 x 180") == [180, 180]
    assert read_train("150, 120x3") == [150, 120, 120, 120]
    assert read_timeline("90 s at 3.0 then 2 min at 0.5 W/kg") == ([90, 120], [3.0, 0.5])
