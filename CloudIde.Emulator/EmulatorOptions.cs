using System.Globalization;
using System.Text.Json;
using CloudIde.Core.Settings;

namespace CloudIde.Emulator;

/// <summary>How an emulator runs. Every default suits a laptop.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The port that LocalStack uses, which tools therefore expect.</summary>
    public const int DefaultPort = 4566;

    /// <summary>The TCP port on loopback, or 0 for a free one. <c>EMULATOR_PORT</c>.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The folder that keeps queues and objects between runs; created when missing. <c>EMULATOR_DATA</c>.</summary>
    public string DataDirectory { get; init; } = Path.Combine(".cloudide", "emulator");

    /// <summary>The one account, 12 digits. LocalStack's default.</summary>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>The one region. <c>AWS_REGION</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>
    /// What an image in a task definition runs: image name, without registry and tag, → program and arguments.
    /// <c>EMULATOR_IMAGES</c>, a JSON object such as <c>{"cloudide-worker":["dotnet","/x/CloudIde.Worker.dll"]}</c>.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Images { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// How long a Fargate task takes to start, lower end. <c>EMULATOR_FARGATE_START_SECONDS</c> is a number or a range
    /// such as 30-60.
    /// </summary>
    public TimeSpan FargateStartMin { get; init; } = TimeSpan.Zero;

    /// <summary>How long a Fargate task takes to start, upper end; not below <see cref="FargateStartMin"/>.</summary>
    public TimeSpan FargateStartMax { get; init; } = TimeSpan.Zero;

    /// <summary>Whether Fargate's launch rates apply. <c>EMULATOR_ECS_LIMITS</c>: <c>aws</c> or <c>none</c>.</summary>
    public EcsLimits EcsLimits { get; init; } = EcsLimits.None;

    /// <summary>What a task is. <c>EMULATOR_TASK_RUNTIME</c>: <c>process</c> or <c>docker</c>.</summary>
    /// <remarks>The engine is the one that Docker's own command would use: <c>DOCKER_HOST</c>, a context, or the default socket.</remarks>
    public TaskRuntimeKind TaskRuntime { get; init; } = TaskRuntimeKind.Process;

    /// <summary>Receives the logs; null: the console, warnings and worse.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of everything: visibility, retention, expiry, task life cycles.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary><c>EMULATOR_REDIS_PORT</c>: the loopback port of an embedded Redis, or null for none.</summary>
    public int? RedisPort { get; init; }

    /// <summary>
    /// Variables that every task finds in its environment unless its definition sets them. <c>EMULATOR_PASS_ENVIRONMENT</c> names,
    /// separated by commas, those of the emulator's own that are passed on, such as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>. All
    /// else a task gets comes from its definition, as on Fargate.
    /// </summary>
    public IReadOnlyDictionary<string, string> TaskVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a client may send nothing in the middle of a request's body; AWS waits about 20 s. More than zero.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Reads the options from settings.</summary>
    /// <param name="settings">The settings; what is wrong is reported to it.</param>
    /// <returns>The options.</returns>
    public static EmulatorOptions Read(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var defaults = new EmulatorOptions();
        var (startMin, startMax) = ReadStart(settings);
        var redisPort = settings.WholeNumber("EMULATOR_REDIS_PORT", 0, 0, 65535);
        return new EmulatorOptions
        {
            Port = settings.WholeNumber("EMULATOR_PORT", defaults.Port, 0, 65535),
            DataDirectory = settings.Text("EMULATOR_DATA", defaults.DataDirectory),
            Region = settings.Text("AWS_REGION", defaults.Region),
            Images = ReadImages(settings),
            RedisPort = redisPort == 0 ? null : redisPort,
            TaskVariables = settings.List("EMULATOR_PASS_ENVIRONMENT")
                .Where(name => settings.Text(name) is not null)
                .ToDictionary(name => name, name => settings.Text(name)!, StringComparer.Ordinal),
            FargateStartMin = startMin,
            FargateStartMax = startMax,
            TaskRuntime = settings.Choice("EMULATOR_TASK_RUNTIME", "process", "docker", "process") == "docker" ? TaskRuntimeKind.Docker : TaskRuntimeKind.Process,
            EcsLimits = settings.Choice("EMULATOR_ECS_LIMITS", "none", "aws", "none") == "aws" ? EcsLimits.Aws : EcsLimits.None,
        };
    }

    private static (TimeSpan Min, TimeSpan Max) ReadStart(SettingsReader settings)
    {
        const string Name = "EMULATOR_FARGATE_START_SECONDS";
        const double Longest = 3600;
        var text = settings.Text(Name);
        if (text is null)
        {
            return default;
        }

        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var low = dash < 0 ? text : text[..dash];
        var high = dash < 0 ? text : text[(dash + 1)..];
        if (double.TryParse(low, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var min)
            && double.TryParse(high, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var max)
            && min <= max && max <= Longest)
        {
            return (TimeSpan.FromSeconds(min), TimeSpan.FromSeconds(max));
        }

        settings.Reject(Name, text, "seconds from 0 to 3600, or a range such as 30-60");
        return default;
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadImages(SettingsReader settings)
    {
        const string Name = "EMULATOR_IMAGES";
        var images = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var text = settings.Text(Name);
        if (text is null)
        {
            return images;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var image in document.RootElement.EnumerateObject())
            {
                string[] argv = [.. image.Value.EnumerateArray().Select(item => item.GetString() ?? "")];
                if (argv.Length == 0 || argv[0].Length == 0)
                {
                    throw new JsonException();
                }

                images[image.Name] = argv;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            settings.Reject(Name, text, "a JSON object such as {\"cloudide-worker\":[\"dotnet\",\"/x/CloudIde.Worker.dll\"]}");
        }

        return images;
    }
}
