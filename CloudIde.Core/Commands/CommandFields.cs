using System.Globalization;
using System.Text.Json;
using CloudIde.Core.Telemetry;
using StackExchange.Redis;

namespace CloudIde.Core.Commands;

/// <summary>Reads a command's hash.</summary>
internal static class CommandFields
{
    public static CommandRecord? Parse(string commandId, HashEntry[] entries)
    {
        var fields = entries.ToDictionary(entry => entry.Name.ToString(), entry => entry.Value, StringComparer.Ordinal);
        if (!fields.TryGetValue("state", out var state))
        {
            return null;
        }

        var head = Number("head") ?? 0;
        return new CommandRecord
        {
            CommandId = commandId,
            Text = fields["text"].ToString(),
            Environment = Environment(fields["env"]),
            Timeout = TimeSpan.FromMilliseconds(Number("timeout") ?? 0),
            State = Enum.Parse<CommandState>(state.ToString()),
            CreatedAt = Time("created") ?? default,
            StartedAt = Time("started"),
            EndedAt = Time("ended"),
            ExitCode = (int?)Number("exit"),
            Notice = Text("notice"),
            WorkerId = Text("worker"),
            Epoch = Number("epoch") ?? 0,
            CancelRequested = fields.ContainsKey("cancel"),
            OutputBytes = Number("total") ?? 0,
            HeadBytes = head,
            TailOffset = Number("tail") ?? head,
            AskedBy = CloudIdeTelemetry.ParseContext(Text("trace"), null),
        };

        string? Text(string name) => fields.TryGetValue(name, out var value) && !value.IsNullOrEmpty ? value.ToString() : null;

        long? Number(string name) =>
            Text(name) is { } text ? long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

        DateTimeOffset? Time(string name) => Number(name) is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
    }

    private static IReadOnlyDictionary<string, string> Environment(RedisValue json) => json.IsNullOrEmpty
        ? new Dictionary<string, string>()
        : JsonSerializer.Deserialize(json.ToString(), CommandsJsonContext.Default.IReadOnlyDictionaryStringString)!;
}
