using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Amazon.SQS.Model;

namespace CloudIde.Bench.Emulator;

/// <summary>SQS under load: producers, consumers that fail at random, and what must hold of every message afterwards.</summary>
internal static class SqsLoadCommand
{
    /// <summary>The command <c>sqs-load</c>.</summary>
    public static Command Command()
    {
        var messages = new Option<int>("--messages") { Description = "Messages through each of the two queues.", DefaultValueFactory = _ => 200_000 };
        var seed = new Option<int>("--seed") { Description = "Of the consumers' failures.", DefaultValueFactory = _ => Environment.TickCount };
        var command = new Command("sqs-load", "8 producers and 8 consumers that fail at random, over HTTP; exit code 1 when a message is lost or out of order.")
        {
            messages, seed,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(messages), parsed.GetValue(seed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int messages, int seed, CancellationToken cancellationToken)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        var data = Directory.CreateTempSubdirectory("cloudide-bench-").FullName;
        try
        {
            await using var emulator = await EmulatorProgram.StartAsync(data, cancellationToken);
            using var clients = AwsClients.Create(emulator.Endpoint);
            var holds = true;
            foreach (var isFifo in new[] { false, true })
            {
                var attributes = new Dictionary<string, string> { ["VisibilityTimeout"] = "5" };
                if (isFifo)
                {
                    attributes["FifoQueue"] = "true";
                }

                var queue = await clients.Sqs.CreateQueueAsync(
                    new CreateQueueRequest { QueueName = isFifo ? "load.fifo" : "load", Attributes = attributes }, cancellationToken);
                var load = new SqsLoad(clients.Sqs, queue.QueueUrl, isFifo, messages, seed);
                var started = Stopwatch.GetTimestamp();
                await load.RunAsync(cancellationToken);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{(isFifo ? "FIFO    " : "standard")}: {messages / Stopwatch.GetElapsedTime(started).TotalSeconds:0} messages/s end to end; {load.Describe()}"));
                holds &= load.Holds;
            }

            Console.WriteLine(holds ? "PASS" : "FAIL");
            return holds ? 0 : 1;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
