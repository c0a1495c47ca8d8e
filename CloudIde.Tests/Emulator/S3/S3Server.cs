using Amazon.Runtime;
using Amazon.S3;
using CloudIde.Emulator;
using Xunit;

namespace CloudIde.Tests.Emulator.S3;

/// <summary>An emulator on a free port with a data folder of its own, and the real SDK pointed at it.</summary>
public sealed class S3Server : IAsyncLifetime
{
    public const string Bucket = "bucket";

    private EmulatorHost? _host;

    public string DataDirectory { get; } = Path.Combine(Path.GetTempPath(), "cloudide-s3-" + Guid.NewGuid().ToString("N"));

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public AmazonS3Client Client { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public static AmazonS3Client CreateClient(Uri endpoint) => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonS3Config
        {
            ServiceURL = endpoint.ToString(),
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            MaxErrorRetry = 0,
        });

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        await Client.PutBucketAsync(Bucket);
    }

    public async Task StartAsync()
    {
        _host = await EmulatorHost.StartAsync(
            new EmulatorOptions { Port = 0, DataDirectory = DataDirectory, TimeProvider = Time },
            TestContext.Current.CancellationToken);
        Client = CreateClient(_host.Endpoint);
        Http = new HttpClient { BaseAddress = _host.Endpoint };
    }

    public async Task StopAsync()
    {
        Client.Dispose();
        Http.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }
}
