using System.Text.Json.Serialization;
using CloudIde.Core.Commands;
using CloudIde.Core.Operations;
using CloudIde.Orchestrator.Probing;
using CloudIde.Orchestrator.Setup;

namespace CloudIde.Orchestrator.Commands;

/// <summary>The JSON of the commands' results, indented for people who look at it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<TaskReport>))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(StopReport))]
[JsonSerializable(typeof(ProbeReport))]
[JsonSerializable(typeof(SetupResult))]
[JsonSerializable(typeof(PushedImage))]
[JsonSerializable(typeof(IReadOnlyList<DeadLetter>))]
[JsonSerializable(typeof(RedriveReport))]
internal sealed partial class OperatorJsonContext : JsonSerializerContext;
