using System.Globalization;
using System.Runtime.InteropServices;
using CloudIde.Core.Settings;
using CloudIde.Emulator.Hosting;

namespace CloudIde.Emulator;

/// <summary>The emulator as a program of its own.</summary>
internal static class EmulatorCommandLine
{
    private const string Help = """
        CloudIDE emulator: SQS, S3, ECS on Fargate, Secrets Manager, CloudWatch Logs and STS on one loopback endpoint.

        Usage: dotnet run --project CloudIde.Emulator -- [--port N] [--data DIR] [--help]

          --port N    TCP port, 0 for a free one (EMULATOR_PORT, default 4566)
          --data DIR  folder that keeps queues and objects (EMULATOR_DATA, default .cloudide/emulator)
          --help      this text

        Further settings, as environment variables:
          AWS_REGION                      the one region (default us-east-1)
          EMULATOR_IMAGES                 what an image of a task definition runs, a JSON object such as
                                          {"cloudide-worker":["dotnet","/x/CloudIde.Worker.dll"]}
          EMULATOR_FARGATE_START_SECONDS  how long a task takes to start, a number or a range such as 30-60 (default 0)
          EMULATOR_TASK_RUNTIME           process: an image is a program of EMULATOR_IMAGES (default); docker: tasks are
                                          containers of the Docker engine that DOCKER_HOST names
          EMULATOR_ECS_LIMITS             aws: AWS's launch rates; none (default)
          OTEL_EXPORTER_OTLP_ENDPOINT     where telemetry goes (default: nowhere)

        Point clients at it with AWS_ENDPOINT_URL=http://localhost:4566 and any access key.
        Every operation and what is left out: docs/emulator.md
        """;

    /// <summary>Runs until SIGINT or SIGTERM.</summary>
    /// <param name="arguments">The command line.</param>
    /// <returns>0 after a stop that was asked for, 1 when it could not start, 2 for a wrong command line.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments.Contains("--help", StringComparer.Ordinal) || arguments.Contains("-h", StringComparer.Ordinal))
        {
            Console.WriteLine(Help);
            return 0;
        }

        var overrides = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (Parse(arguments, overrides) is { } mistake)
        {
            await Console.Error.WriteLineAsync(mistake);
            return 2;
        }

        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(overrides).Build();
            var options = SettingsReader.Read(configuration, EmulatorOptions.Read);
            await RunAsync(options);
            return 0;
        }
        catch (Exception exception) when (exception is InvalidSettingsException or EmulatorStartException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static async Task RunAsync(EmulatorOptions options)
    {
        using var stop = new CancellationTokenSource();
        void OnSignal(PosixSignalContext context)
        {
            // The first signal buys a clean end; a second one takes the default action and kills.
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        await using var host = await EmulatorHost.StartAsync(options, stop.Token);
        using var idle = new IdleCollector(options.TimeProvider);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"CloudIDE emulator: {host.Endpoint} (data in {Path.GetFullPath(options.DataDirectory)})"));

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Token.Register(stopped.SetResult);
        await stopped.Task;
    }

    private static string? Parse(string[] arguments, Dictionary<string, string?> overrides)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var (name, value) = arguments[i].IndexOf('=', StringComparison.Ordinal) is var equals and > 0
                ? (arguments[i][..equals], arguments[i][(equals + 1)..])
                : (arguments[i], null);
            var setting = name switch { "--port" => "EMULATOR_PORT", "--data" => "EMULATOR_DATA", _ => null };
            if (setting is null)
            {
                return $"Unknown argument {arguments[i]}: see --help.";
            }

            if (value is null && ++i == arguments.Length)
            {
                return $"{name} needs a value: see --help.";
            }

            overrides[setting] = value ?? arguments[i];
        }

        return null;
    }
}
