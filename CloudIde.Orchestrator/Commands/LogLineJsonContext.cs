using System.Text.Json.Serialization;
using CloudIde.Core.Operations;

namespace CloudIde.Orchestrator.Commands;

/// <summary>The JSON of log lines: one object a line, so that a program can read them as they come.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TaskLogLine))]
internal sealed partial class LogLineJsonContext : JsonSerializerContext;
