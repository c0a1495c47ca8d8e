using CloudIde.Core.Projects;
using CloudIde.Tests.Core;
using CloudIde.Tests.Worker.Pty;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>What a hostile user tries in a terminal of a running worker; and another user's terminal, which goes on.</summary>
public sealed class HostileShellTests(HostileWorld hostile) : IClassFixture<HostileWorld>
{
    [UnixFact]
    public async Task Shell_OfAnOwnUser_HasWhatAProgrammerNeeds()
    {
        var shell = await OpenAsync();
        var user = hostile.UserOf(hostile.Hostile).UserId;

        Assert.Contains($"\r\n{user} {user} {user} cloudide cloudide\r\n", await shell.RunAsync("echo $(id -u) $(id -g) $(id -G) $USER $LOGNAME"), StringComparison.Ordinal);
        Assert.Contains("\r\nsame\r\n", await shell.RunAsync("[ $(stat -c %u .) = $(id -u) ] && [ $PWD = ~/project ] && echo same"), StringComparison.Ordinal);
        Assert.Contains("\r\n77\r\n", await shell.RunAsync("f=$(mktemp) && echo 77 > $f && cat $f && [ ${f#$TMPDIR} != $f ] && echo > /tmp/own-$$ && rm /tmp/own-$$"), StringComparison.Ordinal);
        Assert.Contains("\r\n1\r\n", await shell.RunAsync("x=é; echo ${#x}"), StringComparison.Ordinal);
        if (Shell.Find("git") is not null)
        {
            Assert.Contains("\r\n1 commit\r\n", await shell.RunAsync(
                "git init -q && git -c user.name=a -c user.email=a@b.c commit -q --allow-empty -m x && echo $(git rev-list --count HEAD) commit; rm -rf .git"), StringComparison.Ordinal);
        }

        Assert.Contains("~/project $ ", shell.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("no name", shell.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("groups:", shell.Text, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Files_OfTheEditor_BelongToTheUser()
    {
        var shell = await OpenAsync();
        await hostile.World.S3.PutObjectAsync(
            new() { BucketName = "cloudide-projects", Key = Key("sub/edited.txt"), ContentBody = "edited" }, Shell.Cancel);
        await hostile.World.Workspaces.PublishFilesChangedAsync(hostile.Hostile);

        Assert.Contains("\r\nmine mine\r\n", await shell.RunAsync(
            "until [ -e sub/edited.txt ]; do sleep 0.1; done; echo $([ -O sub ] && echo mine) $([ -O sub/edited.txt ] && echo >> sub/edited.txt && echo mine)"), StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Environment_OfTheWorker_CannotBeRead()
    {
        var shell = await OpenAsync();

        var names = await shell.RunAsync("env | cut -d= -f1 | grep -cE '^(AWS|ECS|REDIS|JWT|MONGO|ConnectionStrings|WORK)'");
        Assert.Contains("\r\n0\r\n", names, StringComparison.Ordinal);
        Assert.Contains("denied", await shell.RunAsync($"cat /proc/{Environment.ProcessId}/environ"), StringComparison.Ordinal);
        Assert.Contains("denied", await shell.RunAsync($"ls /proc/{Environment.ProcessId}/fd"), StringComparison.Ordinal);

        // Of all processes only the user's own.
        var owners = await shell.RunAsync("for p in /proc/[0-9]*; do cat $p/environ > /dev/null 2>&1 && stat -c owner-%u $p; done | sort -u | tr '\\n' ' '");
        Assert.Contains($"owner-{hostile.UserOf(hostile.Hostile).UserId} ", owners, StringComparison.Ordinal);
        Assert.DoesNotContain("owner-0 ", owners, StringComparison.Ordinal);
        Assert.DoesNotContain($"owner-{hostile.UserOf(hostile.Victim).UserId} ", owners, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Credentials_AndAllElseOfTheEmulatedAws_AreRefused()
    {
        var shell = await OpenAsync();
        var port = hostile.World.Aws.Endpoint.Port;

        // In a subshell, which a connection that is already closed ends by SIGPIPE.
        var request = $"exec 3<>/dev/tcp/127.0.0.1/{port}; (printf 'GET /cloudide-projects HTTP/1.0\\r\\n\\r\\n' >&3); echo bytes-$(timeout 5 cat <&3 2> /dev/null | wc -c); exec 3<&-";

        Assert.Contains("\r\nbytes-0\r\n", await shell.RunAsync(request), StringComparison.Ordinal);
        Assert.Contains("denied", await shell.RunAsync($"ls {hostile.World.Aws.Folder}"), StringComparison.Ordinal);

        // The same request is answered to others.
        using var http = new HttpClient();
        Assert.NotEmpty(await (await http.GetAsync(new Uri(hostile.World.Aws.Endpoint, "cloudide-projects"), Shell.Cancel)).Content.ReadAsStringAsync(Shell.Cancel));
    }

    [UnixFact]
    public async Task Workspace_OfAnother_CannotBeTouched()
    {
        var shell = await OpenAsync();
        var victim = hostile.FolderOf(hostile.Victim);
        var process = (await hostile.VictimTerminal.RunAsync("echo pid-$$")).Split("pid-")[^1].Split('\r')[0];

        Assert.Contains("denied", await shell.RunAsync($"ls {hostile.World.Data}"), StringComparison.Ordinal);
        Assert.Contains("denied", await shell.RunAsync($"ls {victim}/home/project"), StringComparison.Ordinal);
        Assert.Contains("denied", await shell.RunAsync($"cat {victim}/home/project/secret.txt"), StringComparison.Ordinal);
        Assert.Contains("denied", await shell.RunAsync($"echo x > {victim}/home/project/secret.txt"), StringComparison.Ordinal);
        Assert.Contains("denied", await shell.RunAsync($"mv {hostile.FolderOf(hostile.Hostile)}/home {hostile.FolderOf(hostile.Hostile)}/h"), StringComparison.Ordinal);
        Assert.Contains("not permitted", await shell.RunAsync($"kill -9 {process}"), StringComparison.Ordinal);
        await hostile.AssertVictimUnharmedAsync();
    }

    [UnixFact]
    public async Task ForkBomb_IsBoundedAndEndsWithItsTerminal()
    {
        var shell = await OpenAsync();
        Assert.Contains($"\r\n{HostileWorld.MaxProcesses}\r\n", await shell.RunAsync("ulimit -Hu"), StringComparison.Ordinal);

        await shell.TypeAsync("bomb() { bomb | bomb & }; bomb 2> /dev/null\n");
        await Eventually.TrueAsync(() => hostile.ProcessesOf(hostile.Hostile) > HostileWorld.MaxProcesses / 2, "the bomb goes off");
        await hostile.AssertVictimUnharmedAsync();
        Assert.InRange(hostile.ProcessesOf(hostile.Hostile), 1, HostileWorld.MaxProcesses);

        await hostile.CloseAsync(shell);
        Assert.Contains("\r\nback\r\n", await (await OpenAsync()).RunAsync("echo back"), StringComparison.Ordinal);
        await hostile.AssertVictimUnharmedAsync();
    }

    [UnixFact]
    public async Task MemoryBomb_OfManyProcesses_EndsWithALineInTheTerminal()
    {
        Assert.SkipWhen(Shell.Find("python3") is null, "python3 is not installed.");
        var shell = await OpenAsync();
        var python = Shell.Find("python3");
        Assert.Contains("MemoryError", await shell.RunAsync($"{python} -c 'x = bytearray(10**9)'"), StringComparison.Ordinal);

        // Each within its own limit, together far beyond. It ends by itself should nothing end it.
        await shell.TypeAsync($"for i in 1 2 3 4 5; do timeout 20 {python} -c 'import time; x = b\"x\" * (90 << 20); time.sleep(15)' & done\n");
        await shell.ExpectAsync("MiB of memory that it may");
        await hostile.AssertVictimUnharmedAsync();
        Assert.Contains("\r\non\r\n", await shell.RunAsync("kill $(jobs -p) 2> /dev/null; wait; echo on"), StringComparison.Ordinal);
        await hostile.CloseAsync(shell);
    }

    [UnixFact]
    public async Task Disk_BeyondItsLimit_WritersEndAndDeletingMakesRoom()
    {
        var shell = await OpenAsync();
        Assert.Contains("File size limit exceeded", await shell.RunAsync("bash -c 'cat /dev/zero > ~/big'; rm ~/big"), StringComparison.Ordinal);

        await shell.TypeAsync("for i in 1 2 3 4 5 6 7 8; do head -c 50000000 /dev/zero > ~/fill$i; done\n");
        await shell.ExpectAsync("the disk of the workspace is full");
        await hostile.AssertVictimUnharmedAsync();

        var second = await OpenAsync();
        Assert.Contains("File size limit exceeded", await second.RunAsync("bash -c 'cat /dev/zero > ~/more'"), StringComparison.Ordinal);
        await second.RunAsync("rm -f ~/fill* ~/more");
        await second.ExpectAsync("there is room on the disk again");
        var third = await OpenAsync();
        Assert.Contains("\r\n1000\r\n", await third.RunAsync("head -c 1000 /dev/zero > ~/small; stat -c %s ~/small"), StringComparison.Ordinal);
        await hostile.AssertVictimUnharmedAsync();
    }

    [UnixFact]
    public async Task Close_StubbornAndHiddenDaemons_EndWhileAnotherTerminalGoesOn()
    {
        var other = await OpenAsync();
        await other.RunAsync("sleep 1000 &");
        var shell = await OpenAsync();
        await shell.RunAsync("sh -c 'trap \"\" TERM HUP INT; while :; do sleep 1; done' & (setsid sh -c 'env -i sleep 7777 & env -i setsid sleep 7778 &' &)");
        await Eventually.TrueAsync(() => CommandsOf().Count(command => command.StartsWith("sleep 777", StringComparison.Ordinal)) == 2);

        await hostile.CloseAsync(shell);
        await Eventually.TrueAsync(() => !CommandsOf().Any(command => command.StartsWith("sleep 777", StringComparison.Ordinal)));
        Assert.DoesNotContain(CommandsOf(), command => command.Contains("trap", StringComparison.Ordinal));
        Assert.Contains("sleep 1000", CommandsOf());
        Assert.Contains("\r\non\r\n", await other.RunAsync("echo on"), StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Link_OutOfTheProject_LeadsTheSyncNowhere()
    {
        var shell = await OpenAsync();
        var victim = Path.Combine(hostile.FolderOf(hostile.Victim), "home/project");
        await shell.RunAsync($"mkdir swap; echo 1 > swap/own.txt; ln -s {victim}/secret.txt leak.txt; ln -s {victim}/folder into; ln -s /etc etc");

        // A folder that is a link at one moment and a folder at the next, while the sync reads and writes in it.
        await shell.TypeAsync($"(end=$((SECONDS + 3)); while [ $SECONDS -lt $end ]; do mv swap was; ln -s {victim} swap; rm swap; mv was swap; done; echo swapped-$((1 + 1)))\n");
        for (var i = 0; i < 10; i++)
        {
            foreach (var path in new[] { $"swap/planted{i}.txt", $"into/planted{i}.txt", $"etc/cloudide-planted{i}.txt" })
            {
                await hostile.World.S3.PutObjectAsync(
                    new() { BucketName = "cloudide-projects", Key = Key(path), ContentBody = "planted" }, Shell.Cancel);
            }

            await hostile.World.Workspaces.PublishFilesChangedAsync(hostile.Hostile);
        }

        await shell.ExpectAsync("swapped-2");
        Assert.Empty(Directory.GetFiles(victim, "planted*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles("/etc", "cloudide-planted*"));
        var keys = (await hostile.World.S3.ListObjectsV2Async(
            new() { BucketName = "cloudide-projects", Prefix = ProjectKeys.Files(hostile.Hostile) }, Shell.Cancel)).S3Objects ?? [];
        Assert.DoesNotContain(keys, item => item.Key.EndsWith("secret.txt", StringComparison.Ordinal) || item.Key.EndsWith("leak.txt", StringComparison.Ordinal));
        await hostile.AssertVictimUnharmedAsync();
        await shell.RunAsync("rm -rf swap was leak.txt into etc");
    }

    private Task<LoggedTerminal> OpenAsync()
    {
        Assert.SkipWhen(HostileWorld.Unsupported is not null, HostileWorld.Unsupported ?? "");
        return LoggedTerminal.OpenAsync(hostile.World, hostile.Hostile);
    }

    private string Key(string path) => ProjectKeys.Files(hostile.Hostile) + path;

    private List<string> CommandsOf()
    {
        var user = hostile.UserOf(hostile.Hostile).UserId;
        return [.. CloudIde.Worker.Pty.Isolation.UserProcesses.Find(id => id == user).Select(process => CommandOf(process.Entry.Id))];
    }

    private static string CommandOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ').Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
