using Amazon.S3;
using CloudIde.Core.Aws;
using CloudIde.Core.Settings;
using CloudIde.Emulator;
using CloudIde.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace CloudIde.Tests.Server;

/// <summary>A server on a free port with its own data folder and its own emulated S3. Class fixture.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cloudide-server-").FullName;
    private EmulatorHost? _emulator;
    private ServerHost? _host;

    /// <summary>Settings beside those that every test needs; set before the start or a restart.</summary>
    public Dictionary<string, string?> Settings { get; } = new()
    {
        ["JWT_SECRET"] = "0123456789abcdef0123456789abcdef-test",
        ["CLOUDIDE_SIGNIN_LIMIT"] = "100000",
        ["Logging:LogLevel:Default"] = "None",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "None",
    };

    public string DataDirectory => Path.Combine(_directory, "data");

    public string WebRoot => Path.Combine(_directory, "wwwroot");

    /// <summary>Set before the start, the server serves the built web UI, and not what a test puts into <see cref="WebRoot"/>.</summary>
    public bool ServesPages { get; set; }

    public Uri Address => _host!.Address;

    public IAmazonS3 S3 { get; private set; } = null!;

    public string Bucket => AwsSettings.DefaultBucketName;

    internal Action<IHostApplicationBuilder>? Configure { get; set; }

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(WebRoot);
        _emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { Port = 0, DataDirectory = Path.Combine(_directory, "aws") }, CancellationToken);
        Settings["AWS_ENDPOINT_URL"] = _emulator.Endpoint.AbsoluteUri;
        Settings["CLOUDIDE_DATA"] = DataDirectory;
        S3 = SettingsReader.Read(Configuration(), AwsSettings.Read).CreateS3Client();
        await S3.PutBucketAsync(Bucket, CancellationToken);
        await StartAsync();
    }

    public async Task RestartAsync()
    {
        await _host!.StopAsync(CancellationToken);
        await _host.DisposeAsync();
        await StartAsync();
    }

    internal Task<ApiClient> SignUpAsync(string? username = null) => ApiClient.SignUpAsync(Address, username);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        S3?.Dispose();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartAsync() => _host = await ServerHost.StartAsync(
        new ServerOptions
        {
            Configuration = Configuration(),
            Urls = "http://127.0.0.1:0",
            EnvironmentName = "Development",
            WebRoot = ServesPages ? null : WebRoot,
            Configure = Configure,
        },
        CancellationToken);

    private IConfiguration Configuration() => new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
}
