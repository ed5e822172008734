import json
import os
import subprocess
import sys
from pathlib import Path

from aws_cdk.assertions import Match, Template

FOLDER = Path(__file__).parent.parent


def test_the_quick_start_connects_the_function_to_the_database_of_its_service(tmp_path: Path) -> None:
    # As the CDK's command line runs it, with -c environment=production.
    context = {"CDK_CONTEXT_JSON": '{"environment": "production"}', "CDK_OUTDIR": str(tmp_path)}
    subprocess.run([sys.executable, "quick_start.py"], cwd=FOLDER, env={**os.environ, **context}, check=True)

    template = Template.from_json(json.loads((tmp_path / "Shop.template.json").read_text()))
    template.has_resource_properties(
        "AWS::Lambda::Function",
        {"Environment": {"Variables": Match.object_like({"DATABASE_HOST": Match.any_value()})}},
    )
