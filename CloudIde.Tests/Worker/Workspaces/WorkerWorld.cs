using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using CloudIde.Core.Activations;
using CloudIde.Core.Aws;
using CloudIde.Core.Commands;
using CloudIde.Core.Files;
using CloudIde.Core.Projects;
using CloudIde.Core.Redis;
using CloudIde.Core.Scaling;
using CloudIde.Core.Settings;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Emulator;
using CloudIde.Emulator.Redis;
using CloudIde.Tests.Core;
using CloudIde.Tests.Core.Redis;
using CloudIde.Tests.Server.Terminals;
using CloudIde.Tests.Torture;
using CloudIde.Worker;
using CloudIde.Worker.Workspaces.Snapshots;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>What surrounds a worker, without a server: S3 and SQS of the emulator, and Redis. Workers join in this process.</summary>
internal sealed class WorkerWorld : IAsyncDisposable
{
    public const string DeadLetterQueueName = "cloudide-terminal-dlq";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "cloudide-worker-" + Guid.NewGuid().ToString("N"));
    private readonly RedisHost _redisHost = RedisHost.Start();
    private readonly List<WorkerHost> _workers = [];
    private readonly List<WorkerProgram> _programs = [];
    private EmulatorHost _emulator = null!;
    private bool _cutOff;

    private WorkerWorld()
    {
    }

    public string Project { get; } = "p" + Guid.NewGuid().ToString("N");

    public string Data => Path.Combine(_folder, "data");

    /// <summary>Where the emulated AWS listens and keeps its state.</summary>
    public (Uri Endpoint, string Folder) Aws => (_emulator.Endpoint, Path.Combine(_folder, "aws"));

    public IConnectionMultiplexer Redis { get; private set; } = null!;

    public IAmazonS3 S3 { get; private set; } = null!;

    public IAmazonSQS Sqs { get; private set; } = null!;

    public AwsSettings AwsSettings { get; private set; } = null!;

    /// <summary>What the keys of the project's files begin with.</summary>
    public string FilesPrefix => ProjectKeys.Files(Project);

    public ActivationQueue Queue { get; private set; } = null!;

    public WorkspaceDirectory Workspaces { get; private set; } = null!;

    public TerminalDirectory Terminals { get; private set; } = null!;

    public CommandDirectory Commands { get; private set; } = null!;

    public DeadLetters DeadLetters { get; private set; } = null!;

    public CommandSubmitter Submitter { get; set; } = null!;

    /// <summary>Between the workers and Redis.</summary>
    private CuttableProxy RedisProxy { get; set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<WorkerWorld> StartAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The worker does not run on Windows.");
        var world = new WorkerWorld();
        world._emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { Port = 0, DataDirectory = Path.Combine(world._folder, "aws") }, Cancellation);
        world.RedisProxy = CuttableProxy.Start(world._redisHost.Port);
        world.Redis = await ConnectionMultiplexer.ConnectAsync(RedisServers.Options(world._redisHost.Port));
        var aws = SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(world.Settings()).Build(), AwsSettings.Read);
        world.AwsSettings = aws;
        world.S3 = aws.CreateS3Client();
        world.Sqs = aws.CreateSqsClient();
        await world.S3.PutBucketAsync(aws.BucketName, Cancellation);
        await world.Sqs.CreateQueueAsync(ActivationQueue.DefaultQueueName, Cancellation);
        await world.Sqs.CreateQueueAsync(DeadLetterQueueName, Cancellation);
        world.Queue = new ActivationQueue(world.Sqs, aws);
        world.Workspaces = new WorkspaceDirectory(world.Redis);
        world.Terminals = new TerminalDirectory(world.Redis, world.Workspaces);
        world.Commands = new CommandDirectory(world.Redis, world.Workspaces);
        world.DeadLetters = new DeadLetters(world.Sqs, world.Queue);
        world.Submitter = new CommandSubmitter(
            world.Commands, world.Workspaces, world.Queue, new ActivationCounters(world.Redis), new ScalingNudge(world.Redis), TimeProvider.System);
        return world;
    }

    public async Task<WorkerHost> StartWorkerAsync(params (string Name, string Value)[] settings)
    {
        var worker = await WorkerHost.StartAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(Settings());
                builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
                builder.Logging.ClearProviders();
            },
            [],
            Cancellation);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Starts a worker as a process of its own, which can be stopped or killed.</summary>
    public WorkerProgram StartProgram(string id, params (string Name, string Value)[] settings)
    {
        var program = WorkerProgram.Start(
            id,
            [.. Settings(), .. settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))],
            Path.Combine(_folder, id + ".log"));
        _programs.Add(program);
        return program;
    }

    public async Task<ActivationMessage> ActivateAsync(string? project = null)
    {
        var message = new ActivationMessage(
            ActivationMessage.CurrentVersion, Guid.NewGuid().ToString("N"), project ?? Project, DateTimeOffset.UtcNow);
        await Queue.SendAsync(message, Cancellation);
        return message;
    }

    public async Task<TerminalKey> OpenTerminalAsync(string typed)
    {
        var terminal = new TerminalKey(Project, Guid.NewGuid().ToString("N"));
        Assert.True(await Terminals.CreateAsync(terminal, "test", new TerminalSize(80, 24), DateTimeOffset.UtcNow, 10));
        await new TerminalInputLog(Redis).AppendAsync(terminal, "typist", 0, Encoding.UTF8.GetBytes(typed));
        return terminal;
    }

    /// <summary>Another worker takes the workspace whose lease has run out, before the one that had it can take it again.</summary>
    public async Task<WorkspaceLease> TakeOverAsync()
    {
        var other = new WorkspaceLease(Project, "other", "other", 100);
        await Redis.GetDatabase().StringSetAsync(RedisKeys.Epoch(Project), other.Epoch);
        await Redis.GetDatabase().HashSetAsync(
            RedisKeys.Lease(Project), [new("worker", other.WorkerId), new("activation", other.ActivationId), new("epoch", other.Epoch)]);
        return other;
    }

    /// <summary>Nothing gets through between the workers and Redis.</summary>
    public void StallRedis() => RedisProxy.Stall();

    /// <summary>Everything gets through again.</summary>
    public void ReleaseRedis() => RedisProxy.Flow();

    /// <summary>From now on workers cannot reach Redis.</summary>
    public async Task CutRedisOffAsync()
    {
        if (!_cutOff)
        {
            _cutOff = true;
            await RedisProxy.DisposeAsync();
        }
    }

    public Task WaitForStateAsync(WorkspaceState state) =>
        Eventually.TrueAsync(async () => (await Workspaces.GetStatusAsync(Project)).State == state, $"the workspace is {state}");

    /// <summary>The keys of the project's files.</summary>
    public async Task<string[]> KeysAsync()
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = "cloudide-projects", Prefix = ProjectKeys.Files(Project) };
        ListObjectsV2Response page;
        do
        {
            page = await S3.ListObjectsV2Async(request, Cancellation);
            keys.AddRange((page.S3Objects ?? []).Select(item => item.Key[request.Prefix.Length..]));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);

        return [.. keys];
    }

    public async Task<string[]> SnapshotKeysAsync()
    {
        var page = await S3.ListObjectsV2Async(
            new() { BucketName = "cloudide-projects", Prefix = ProjectKeys.Project(Project) + "snapshot/" }, Cancellation);
        return [.. (page.S3Objects ?? []).Select(item => item.Key)];
    }

    public async Task<string?> ReadAsync(string path)
    {
        try
        {
            using var response = await S3.GetObjectAsync("cloudide-projects", ProjectKeys.File(Project, ProjectPath.Parse(path)), Cancellation);
            using var reader = new StreamReader(response.ResponseStream);
            return await reader.ReadToEndAsync(Cancellation);
        }
        catch (AmazonS3Exception)
        {
            return null;
        }
    }

    /// <summary>How many entries the packs of the saved snapshot have, deletions included.</summary>
    public async Task<int> SnapshotEntriesAsync()
    {
        try
        {
            using var response = await S3.GetObjectAsync("cloudide-projects", ProjectKeys.Project(Project) + "snapshot/manifest.json", Cancellation);
            var manifest = await JsonSerializer.DeserializeAsync(response.ResponseStream, SnapshotJsonContext.Default.SnapshotManifest, Cancellation);
            return manifest!.Packs.Sum(pack => pack.Entries);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return 0;
        }
    }

    /// <summary>Saves a file as the editor does: S3 has it, and the worker is told.</summary>
    public async Task SaveInEditorAsync(string path, byte[] content)
    {
        using var stream = new MemoryStream(content);
        var saved = await S3.PutObjectAsync(
            new() { BucketName = "cloudide-projects", Key = ProjectKeys.File(Project, ProjectPath.Parse(path)), InputStream = stream }, Cancellation);
        await new FileChangeChannel(Redis).PublishAsync(
            Project, new FileChanges(FileChanges.Server, [new FileChange(FileChangeKind.Written, path, saved.ETag, content.Length)]));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await worker.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await worker.DisposeAsync();
        }

        foreach (var program in _programs)
        {
            program.Continue();
            await program.DisposeAsync();
        }

        Queue.Dispose();
        S3.Dispose();
        Sqs.Dispose();
        await Redis.DisposeAsync();
        await CutRedisOffAsync();
        _redisHost.Dispose();
        await _emulator.DisposeAsync();

        // A shell that ends while its folder is removed may write its history into it once more.
        await Eventually.TrueAsync(TryRemoveFolder, "the folder is removed");
    }

    private bool TryRemoveFolder()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Dictionary<string, string?> Settings() => new()
    {
        ["AWS_ENDPOINT_URL"] = _emulator.Endpoint.ToString(),
        ["AWS_REGION"] = "us-east-1",
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_S3_BUCKET_NAME"] = "cloudide-projects",
        ["REDIS_HOST"] = "127.0.0.1",
        ["REDIS_PORT"] = $"{RedisProxy.Port}",
        ["WORKER_DATA"] = Data,
        ["WORKER_STOP_SECONDS"] = "15",
        ["WORKSPACE_IDLE_SECONDS"] = "60",
    };
}
