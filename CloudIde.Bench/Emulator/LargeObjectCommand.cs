using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Amazon.S3.Model;

namespace CloudIde.Bench.Emulator;

/// <summary>A large object up and down, in one request and in parts, and the emulator's memory meanwhile.</summary>
internal static class LargeObjectCommand
{
    private const string Bucket = "large";
    private const long PartBytes = 16 * 1024 * 1024;

    /// <summary>How much more resident memory a transfer may take, in MiB: buffers and compiled code, far below any object.</summary>
    private const double AllowedGrowth = 64;

    private static readonly TimeSpan SamplePeriod = TimeSpan.FromMilliseconds(50);

    /// <summary>The command <c>s3-large</c>.</summary>
    public static Command Command()
    {
        var size = new Option<int>("--mib") { Description = "The object's size in MiB.", DefaultValueFactory = _ => 1024 };
        var command = new Command("s3-large", "Memory of the emulator while a large object goes up and down; exit code 1 when it grows.") { size };
        command.SetAction((parsed, cancellationToken) => RunAsync((long)parsed.GetValue(size) << 20, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(long size, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("cloudide-bench-").FullName;
        try
        {
            await using var emulator = await EmulatorProgram.StartAsync(data, cancellationToken);
            using var clients = AwsClients.Create(emulator.Endpoint);
            await clients.S3.PutBucketAsync(Bucket, cancellationToken);
            var before = emulator.ReadMemory().Resident;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"before: {before:0.0} MiB resident"));
            var peak = 0.0;
            foreach (var (name, transfer) in new (string, Func<Task>)[]
            {
                ("put in one request", () => PutAsync(clients, size, cancellationToken)),
                ("get it", () => GetAsync(clients, "single", size, cancellationToken)),
                ("put in parts", () => PutInPartsAsync(clients, size, cancellationToken)),
                ("get it", () => GetAsync(clients, "parts", size, cancellationToken)),
            })
            {
                var started = Stopwatch.GetTimestamp();
                var transferPeak = await PeakDuringAsync(emulator, transfer());
                peak = Math.Max(peak, transferPeak);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{name}: {size / 1048576.0 / Stopwatch.GetElapsedTime(started).TotalSeconds:0} MiB/s, at most {transferPeak:0.0} MiB resident"));
            }

            var holds = peak <= before + AllowedGrowth;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(holds ? "PASS" : "FAIL")}: grew by {peak - before:0.0} MiB, {AllowedGrowth:0} allowed"));
            return holds ? 0 : 1;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<double> PeakDuringAsync(ServerProcess emulator, Task transfer)
    {
        var peak = 0.0;
        while (!transfer.IsCompleted)
        {
            peak = Math.Max(peak, emulator.ReadMemory().Resident);
            await Task.WhenAny(transfer, Task.Delay(SamplePeriod));
        }

        await transfer;
        return Math.Max(peak, emulator.ReadMemory().Resident);
    }

    private static async Task PutAsync(AwsClients clients, long size, CancellationToken cancellationToken)
    {
        await using var content = new PatternStream(size);
        await clients.S3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "single", InputStream = content }, cancellationToken);
    }

    private static async Task PutInPartsAsync(AwsClients clients, long size, CancellationToken cancellationToken)
    {
        var upload = await clients.S3.InitiateMultipartUploadAsync(Bucket, "parts", cancellationToken);
        await using var content = new PatternStream(size);
        var parts = new List<PartETag>();
        for (long sent = 0; sent < size; sent += PartBytes)
        {
            var part = await clients.S3.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = Bucket,
                    Key = "parts",
                    UploadId = upload.UploadId,
                    PartNumber = parts.Count + 1,
                    PartSize = Math.Min(PartBytes, size - sent),
                    InputStream = content,
                },
                cancellationToken);
            parts.Add(new PartETag(part));
        }

        await clients.S3.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = Bucket, Key = "parts", UploadId = upload.UploadId, PartETags = parts }, cancellationToken);
    }

    private static async Task GetAsync(AwsClients clients, string key, long size, CancellationToken cancellationToken)
    {
        using var answer = await clients.S3.GetObjectAsync(Bucket, key, cancellationToken);
        var buffer = new byte[256 * 1024];
        long position = 0;
        while (await answer.ResponseStream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] != PatternStream.At(position + i))
                {
                    throw new InvalidOperationException($"Byte {position + i} of {key} is wrong.");
                }
            }

            position += read;
        }

        if (position != size)
        {
            throw new InvalidOperationException($"{key} has {position} bytes instead of {size}.");
        }
    }
}
