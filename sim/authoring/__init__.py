"""Text -> Scenario, or Problems with file, line and column. The only importer of `yaml` and `pydantic`."""
