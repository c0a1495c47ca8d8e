using CloudIde.Core.Activations;
using CloudIde.Core.Aws;
using CloudIde.Core.Operations;
using CloudIde.Core.Settings;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workers;
using CloudIde.Core.Workspaces;
using CloudIde.Emulator;
using CloudIde.Emulator.Redis;
using CloudIde.Server;
using CloudIde.Tests.Core.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Server.Operations;

/// <summary>A server with its AWS and Redis, an operator and somebody else; the tests play orchestrator and workers.</summary>
public sealed class OperationsWorld : IAsyncLifetime
{
    public const string MetricsToken = "a token for scrapers";

    private readonly string _directory = Directory.CreateTempSubdirectory("cloudide-operations-").FullName;
    private readonly RedisHost _redisHost = RedisHost.Start();
    private EmulatorHost? _emulator;
    private ServerHost? _server;

    internal Uri Address => _server!.Address;

    internal IConnectionMultiplexer Redis { get; private set; } = null!;

    internal AwsSettings Aws { get; private set; } = null!;

    internal ApiClient Operator { get; private set; } = null!;

    internal ApiClient Stranger { get; private set; } = null!;

    internal OperationsRecords Records => new(Redis);

    internal WorkerRegistry Workers => new(Redis);

    internal WorkspaceDirectory Workspaces => new(Redis);

    internal TerminalDirectory Terminals => new(Redis, Workspaces);

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        _emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { Port = 0, DataDirectory = Path.Combine(_directory, "aws"), LoggerFactory = NullLoggerFactory.Instance },
            cancellation);
        Redis = await ConnectionMultiplexer.ConnectAsync(RedisServers.Options(_redisHost.Port));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AWS_ENDPOINT_URL"] = _emulator.Endpoint.AbsoluteUri,
                ["CLOUDIDE_DATA"] = Path.Combine(_directory, "data"),
                ["CLOUDIDE_SIGNIN_LIMIT"] = "100000",
                ["JWT_SECRET"] = "0123456789abcdef0123456789abcdef-test",
                ["Logging:LogLevel:Default"] = "None",
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "None",
                ["METRICS_TOKEN"] = MetricsToken,
                ["OPS_USERS"] = "somebody, Operator",
                ["REDIS_HOST"] = "127.0.0.1",
                ["REDIS_PORT"] = $"{_redisHost.Port}",
            })
            .Build();
        Aws = SettingsReader.Read(configuration, AwsSettings.Read);
        using (var sqs = Aws.CreateSqsClient())
        {
            await sqs.CreateQueueAsync(ActivationQueue.DefaultQueueName, cancellation);
        }

        Directory.CreateDirectory(Path.Combine(_directory, "web"));
        _server = await ServerHost.StartAsync(
            new ServerOptions
            {
                Configuration = configuration,
                Urls = "http://127.0.0.1:0",
                EnvironmentName = "Development",
                WebRoot = Path.Combine(_directory, "web"),
            },
            cancellation);
        Operator = await ApiClient.SignUpAsync(Address, "operator");
        Stranger = await ApiClient.SignUpAsync(Address);
    }


    public async ValueTask DisposeAsync()
    {
        Operator?.Dispose();
        Stranger?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }

        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }

        _redisHost.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
