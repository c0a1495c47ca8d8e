using CloudIde.Core.Files;
using CloudIde.Tests.Core;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>A worker to whom S3 gives no good answer each third time, from the restore to the end.</summary>
public sealed class FailingS3Tests(ITestOutputHelper output)
{
    private const int Files = 100;

    private const string Everything = "find . -type f -o -type l -o -type d -empty | sort | while read -r f; do echo \"$f\"; [ -f \"$f\" ] && cat \"$f\"; done | md5sum";

    [Fact]
    public async Task S3_FailingEachThirdRequest_EndsWithEverythingSavedAndNoSecondVersions()
    {
        FailingS3Server? s3 = null;
        await using var odd = await OddWorkspace.StartAsync(TimeSpan.FromSeconds(40), async odd =>
        {
            s3 = await FailingS3Server.StartAsync(odd.World.Aws.Endpoint);
            odd.Use(("AWS_ENDPOINT_URL_S3", s3.Endpoint.ToString()));
            foreach (var number in Enumerable.Range(1, Files))
            {
                await odd.World.SaveInEditorAsync($"old/f{number}", System.Text.Encoding.UTF8.GetBytes($"{number} {new string('x', 1000)}\n"));
            }
        });
        await using var failing = s3!;
        Assert.Contains($"\r\n{Files}\r\n", await odd.Terminal.RunAsync("ls old | wc -l; cat old/* | wc -c"), StringComparison.Ordinal);
        await odd.Terminal.RunAsync($"mkdir -p new node_modules/m empty/e; for i in $(seq {Files}); do echo $i > new/f$i; echo $i > node_modules/m/$i; done");
        await odd.Terminal.RunAsync("mv old/f1 moved; rm old/f2 old/f3; echo changed > old/f4; head -c 10M /dev/urandom > node_modules/large");
        await odd.World.SaveInEditorAsync("old/f5", "by the editor\n"u8.ToArray());
        await odd.Terminal.RunAsync("while [ \"$(cat old/f5)\" != 'by the editor' ]; do sleep 0.1; done");
        await Eventually.TrueAsync(
            async () =>
            {
                var keys = await odd.World.KeysAsync();
                return keys.Count(key => key.StartsWith("new/f", StringComparison.Ordinal)) == Files
                    && keys.Contains("moved") && keys.Contains("empty/e/") && !keys.Contains("old/f1") && !keys.Contains("old/f2")
                    && await odd.World.ReadAsync("old/f4") == "changed\n";
            },
            "everything is in S3");
        var sum = Sum(await odd.Terminal.RunAsync(Everything));
        await odd.StopAndGoElsewhereAsync();
        Assert.Equal(sum, Sum(await odd.Terminal.RunAsync(Everything)));
        output.WriteLine($"{failing.Failures} of {failing.Requests} requests failed");
        Assert.True(failing.Failures > 80, $"only {failing.Failures} failures");
        Assert.DoesNotContain(odd.Told, change => change.Kind == FileChangeKind.Conflict);
        Assert.All(
            odd.Told.Select(change => change.Message).OfType<string>(),
            message => Assert.Matches("^The (files cannot be saved at the moment|snapshot of ignored and bulk files could not be saved): .* It is tried again|saved again\\.$", message));
    }

    private static string Sum(string text) => text[(text.LastIndexOf("  -", StringComparison.Ordinal) - 32)..text.LastIndexOf("  -", StringComparison.Ordinal)];
}
