using System.Globalization;
using CloudIde.Bench.Clients;
using CloudIde.Core.Activations;
using CloudIde.Core.Aws;
using CloudIde.Core.Settings;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Emulator;
using CloudIde.Emulator.Redis;
using CloudIde.Server;
using CloudIde.Tests.Core.Redis;
using CloudIde.Tests.Server.Terminals;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Torture;

/// <summary>
/// All parts of CloudIDE but the orchestrator, which the test stands for: two servers, workers as processes, the emulated
/// AWS and Redis. Each server and worker reaches Redis through a proxy of its own.
/// </summary>
internal sealed class TortureWorld : IAsyncDisposable
{
    private const int Servers = 2;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "cloudide-torture-" + Guid.NewGuid().ToString("N"));
    private readonly RedisHost _redis = RedisHost.Start();
    private readonly ServerHost?[] _servers = new ServerHost?[Servers];
    private readonly Uri?[] _addresses = new Uri?[Servers];
    private readonly CuttableProxy[] _serverProxies = new CuttableProxy[Servers];
    private readonly List<(WorkerProgram Program, CuttableProxy Proxy)> _workers = [];
    private EmulatorHost _emulator = null!;
    private string _shell = "";
    private int _started;

    private TortureWorld()
    {
    }

    public Findings Findings { get; } = new();

    public IConnectionMultiplexer Redis { get; private set; } = null!;

    public WorkspaceDirectory Workspaces { get; private set; } = null!;

    public TerminalDirectory Terminals { get; private set; } = null!;

    /// <summary>The workers that run, and what is between each and Redis.</summary>
    public IReadOnlyList<(WorkerProgram Program, CuttableProxy Proxy)> Workers => _workers;

    /// <summary>What is between each server and Redis.</summary>
    public IReadOnlyList<CuttableProxy> ServerProxies => _serverProxies;

    /// <summary>The folder of all workers.</summary>
    public string WorkerData => Path.Combine(_folder, "workspaces");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TortureWorld> StartAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The worker does not run on Windows.");
        var world = new TortureWorld();
        Directory.CreateDirectory(world._folder);
        world._shell = NumberedShell.WriteTo(world._folder);
        world._emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { Port = 0, DataDirectory = Path.Combine(world._folder, "aws") }, Cancellation);
        var aws = SettingsReader.Read(
            new ConfigurationBuilder().AddInMemoryCollection(world.Connection(world._redis.Port)).Build(), AwsSettings.Read);
        using var s3 = aws.CreateS3Client();
        using var sqs = aws.CreateSqsClient();
        await s3.PutBucketAsync(aws.BucketName, Cancellation);
        await sqs.CreateQueueAsync(ActivationQueue.DefaultQueueName, Cancellation);
        world.Redis = await ConnectionMultiplexer.ConnectAsync(RedisServers.Options(world._redis.Port));
        world.Workspaces = new WorkspaceDirectory(world.Redis);
        world.Terminals = new TerminalDirectory(world.Redis, world.Workspaces);
        for (var i = 0; i < Servers; i++)
        {
            world._serverProxies[i] = CuttableProxy.Start(world._redis.Port);
            await world.StartServerAsync(i);
        }

        return world;
    }

    /// <summary>A server that runs.</summary>
    public Uri AnyServer(Random random) =>
        _addresses[random.Next(Servers)] ?? _addresses.FirstOrDefault(address => address is not null) ?? new Uri("http://127.0.0.1:9");

    /// <summary>Stops a server and starts another in its place, at another address as after a deployment.</summary>
    /// <param name="index">Which.</param>
    /// <param name="abruptly">Whether its connections just break.</param>
    public async Task RestartServerAsync(int index, bool abruptly)
    {
        _addresses[index] = null;
        var server = _servers[index]!;
        using var patience = new CancellationTokenSource(abruptly ? TimeSpan.Zero : TimeSpan.FromSeconds(5));
        await server.StopAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.DisposeAsync();
        await StartServerAsync(index);
    }

    /// <summary>Starts a worker, as the orchestrator would.</summary>
    public WorkerProgram StartWorker(params (string Name, string Value)[] settings)
    {
        var proxy = CuttableProxy.Start(_redis.Port);
        var id = string.Create(CultureInfo.InvariantCulture, $"worker-{++_started}");
        var environment = Connection(proxy.Port);
        environment["WORKER_DATA"] = WorkerData;
        environment["WORKER_STOP_SECONDS"] = "5";
        environment["WORKSPACE_IDLE_SECONDS"] = "600";
        environment["WORKSPACE_SYNC_SECONDS"] = "1";
        environment["ACTIVATION_VISIBILITY_SECONDS"] = "10";
        environment["TERMINAL_HISTORY_BYTES"] = (1 << 20).ToString(CultureInfo.InvariantCulture);
        environment["SHELL_PATH"] = _shell;
        environment["Logging__LogLevel__StackExchange"] = "Warning";
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var worker = WorkerProgram.Start(id, environment, Path.Combine(_folder, id + ".log"));
        _workers.Add((worker, proxy));
        return worker;
    }

    /// <summary>SIGKILL to a worker, which is then forgotten.</summary>
    public async Task KillWorkerAsync(WorkerProgram worker)
    {
        var entry = _workers.Single(other => other.Program == worker);
        _workers.Remove(entry);
        worker.Kill();
        await entry.Proxy.DisposeAsync();
        await worker.DisposeAsync();
    }

    /// <summary>Which worker holds a workspace, or null.</summary>
    public async Task<string?> HolderOfAsync(string projectId) => (await Workspaces.GetStatusAsync(projectId)).WorkerId;

    public Task<IdeClient> SignUpAsync() => IdeClient.SignUpAsync(_addresses[0]!, Cancellation);

    public async ValueTask DisposeAsync()
    {
        foreach (var (program, proxy) in _workers)
        {
            proxy.Flow();
            program.Continue();
            await program.DisposeAsync();
            await proxy.DisposeAsync();
        }

        for (var i = 0; i < Servers; i++)
        {
            if (_servers[i] is { } server)
            {
                _serverProxies[i].Flow();
                await server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await server.DisposeAsync();
            }

            await _serverProxies[i].DisposeAsync();
        }

        await Redis.DisposeAsync();
        _redis.Dispose();
        await _emulator.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartServerAsync(int index)
    {
        var settings = Connection(_serverProxies[index].Port);
        settings["JWT_SECRET"] = "0123456789abcdef0123456789abcdef-test";
        settings["CLOUDIDE_DATA"] = Path.Combine(_folder, "server");
        settings["Logging:LogLevel:Default"] = "None";
        settings["TERMINAL_VIEWER_WINDOW_BYTES"] = "65536";
        _servers[index] = await ServerHost.StartAsync(
            new ServerOptions
            {
                Configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
                Urls = "http://127.0.0.1:0",
                EnvironmentName = "Development",
                WebRoot = _folder,
            },
            Cancellation);
        _addresses[index] = _servers[index]!.Address;
    }

    private Dictionary<string, string?> Connection(int redisPort) => new()
    {
        ["AWS_ENDPOINT_URL"] = _emulator.Endpoint.ToString(),
        ["AWS_REGION"] = AwsSettings.DefaultRegion,
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_S3_BUCKET_NAME"] = AwsSettings.DefaultBucketName,
        ["REDIS_HOST"] = "127.0.0.1",
        ["REDIS_PORT"] = redisPort.ToString(CultureInfo.InvariantCulture),
    };
}
