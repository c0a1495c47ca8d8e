using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Amazon.S3.Model;
using CloudIde.Bench.Terminals;
using CloudIde.Worker.Workspaces;

namespace CloudIde.Bench.Workspaces;

/// <summary>How long a project of 10,000 files takes to be on a fresh worker, beside <c>aws s3 sync</c> of the same files.</summary>
internal static class RestorePart
{
    private const string Bucket = "cloudide-projects";
    private const string PeerPrefix = "bench-peer/";
    private const int Files = 10_000;
    private const int FileBytes = 10_000;
    private const double Share = 0.1;

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var bench = await WorkspaceBench.StartAsync(cancellationToken);
        var project = await bench.User.CreateProjectAsync("restore", cancellationToken);
        var (terminal, terminalId, folder) = await bench.OpenAsync(project, cancellationToken);
        var files = Write(folder);
        var saving = Stopwatch.GetTimestamp();
        var worker = WorkspaceBench.WorkerOf(folder);
        await bench.EndAsync(project, terminalId, terminal, cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Count:N0} files were saved within {Stopwatch.GetElapsedTime(saving).TotalSeconds:0.0} s of their writing, the idle time included."));

        var peer = await SyncWithAwsAsync(bench, files, cancellationToken);
        var ours = new List<double>();
        for (var run = 0; run < 3; run++)
        {
            // Nothing is left of the worker that had it, not even what its process has learned.
            await WorkspaceBench.SignalAsync(worker, "TERM", cancellationToken);
            (var took, worker) = await RestoreAsync(bench, project, files, worker, cancellationToken);
            ours.Add(took);
        }

        var (requests, oneTook) = await ChangeOneAsync(bench, project, cancellationToken);
        return
        [
            new Figure("restore of 10,000 files, 100 MB, against aws s3 sync", "s", Samples.Median(ours), Floor: peer, AtMostFloors: Share),
            new Figure("requests to S3 for one changed file of 10,000", "requests", requests, AtMost: 5),
            new Figure("the same, time until S3 has it", "ms", oneTook, AtMost: 200),
        ];
    }

    private static async Task<(double Took, int Worker)> RestoreAsync(
        WorkspaceBench bench, string project, Dictionary<string, byte[]> files, int lastWorker, CancellationToken cancellationToken)
    {
        var terminalId = await bench.User.OpenTerminalAsync(project, cancellationToken);
        var terminal = await bench.User.AttachAsync(project, terminalId, cancellationToken);
        await terminal.WaitForFrameAsync("status", WorkspaceBench.Patience, frame => frame.GetProperty("state").GetString() == "restoring");
        var started = Stopwatch.GetTimestamp();
        await terminal.WaitForFrameAsync("status", WorkspaceBench.Patience, frame => frame.GetProperty("state").GetString() == "active");
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await terminal.WaitForPromptAsync(WorkspaceBench.Patience);
        var folder = await WorkspaceBench.FolderAsync(terminal, cancellationToken);
        Check(folder, files);
        var worker = WorkspaceBench.WorkerOf(folder);
        await bench.EndAsync(project, terminalId, terminal, cancellationToken);
        return worker != lastWorker ? (took, worker) : throw new InvalidDataException("It was restored by the worker that had it before.");
    }

    private static async Task<(int Requests, double Milliseconds)> ChangeOneAsync(WorkspaceBench bench, string project, CancellationToken cancellationToken)
    {
        var (terminal, _, folder) = await bench.OpenAsync(project, cancellationToken);
        await using var open = terminal;
        return await LatencyPart.OneFileAsync(bench, project, folder, cancellationToken);
    }

    /// <summary>A fifth is edited by hand; the rest is what git and npm put there. Half of each file can be compressed.</summary>
    private static Dictionary<string, byte[]> Write(string folder)
    {
        var random = new Random(7);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var i = 0; i < Files; i++)
        {
            var path = (i % 5) switch
            {
                0 => string.Create(CultureInfo.InvariantCulture, $"src/part{i / 500}/file{i}.txt"),
                1 => string.Create(CultureInfo.InvariantCulture, $".git/objects/{i % 256:x2}/{i:x38}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"node_modules/package{i / 100}/lib/file{i}.js"),
            };
            var content = new byte[FileBytes];
            random.NextBytes(content.AsSpan(0, FileBytes / 2));
            files[path] = content;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.WriteAllBytes(Path.Combine(folder, path), content);
        }

        return files;
    }

    private static void Check(string folder, Dictionary<string, byte[]> files)
    {
        foreach (var (path, content) in files)
        {
            if (!File.ReadAllBytes(Path.Combine(folder, path)).AsSpan().SequenceEqual(content))
            {
                throw new InvalidDataException($"{path} was not restored as it was.");
            }
        }
    }

    private static async Task<double> SyncWithAwsAsync(
        WorkspaceBench bench, Dictionary<string, byte[]> files, CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (file, token) =>
            await bench.Aws.S3.PutObjectAsync(
                new PutObjectRequest { BucketName = Bucket, Key = PeerPrefix + file.Key, InputStream = new MemoryStream(file.Value) }, token));
        var parent = Directory.CreateTempSubdirectory("cloudide-peer-").FullName;

        // The peer has the same part of the disk to itself that a worker takes care to have.
        FolderSpread.Below(parent);
        var target = Directory.CreateDirectory(Path.Combine(parent, "files")).FullName;
        try
        {
            var start = new ProcessStartInfo("aws", ["--endpoint-url", bench.System.AwsEndpoint.AbsoluteUri, "s3", "sync", "--quiet", $"s3://{Bucket}/{PeerPrefix}", target]);
            start.Environment["AWS_ACCESS_KEY_ID"] = "test";
            start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
            start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
            var started = Stopwatch.GetTimestamp();
            using var aws = StartAws(start);
            await aws.WaitForExitAsync(cancellationToken);
            if (aws.ExitCode != 0)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"aws s3 sync ended with exit code {aws.ExitCode}."));
            }

            var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Check(target, files);
            return took;
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }

    private static Process StartAws(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("The part restore compares with the AWS CLI, and there is no command aws on the PATH.", e);
        }
    }
}
