using System.Text.Json.Nodes;

namespace CloudIde.Tests.Orchestrator.Commands;

/// <summary>What an operator saw of one command.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output) ?? throw new InvalidDataException("The output is null.");
}
