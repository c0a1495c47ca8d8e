using System.Text;
using CloudIde.Emulator.Ecs.Clusters;
using CloudIde.Emulator.Ecs.Runtime;
using CloudIde.Emulator.Ecs.TaskDefinitions;
using CloudIde.Emulator.Ecs.Tasks;
using Xunit;

namespace CloudIde.Tests.Emulator.Ecs;

public sealed class PartsTests
{
    [Theory]
    [InlineData("worker", "worker")]
    [InlineData("worker:1.0.0", "worker")]
    [InlineData("localhost:5000/team/worker:1.0.0", "worker")]
    [InlineData("000000000000.dkr.ecr.us-east-1.amazonaws.com/worker@sha256:abc", "worker")]
    [InlineData("exact/worker:2", "exact")]
    [InlineData("other", null)]
    public void ImageMap_Image_IsFoundByItsRepository(string image, string? program)
    {
        var map = new ImageMap(new Dictionary<string, IReadOnlyList<string>> { ["worker"] = ["worker"], ["exact/worker:2"] = ["exact"] });

        Assert.Equal(program, map.Find(image)?[0]);
    }

    [Theory]
    [InlineData(256, 512, true)]
    [InlineData(256, 4096, false)]
    [InlineData(512, 1024, true)]
    [InlineData(512, 1536, false)]
    [InlineData(4096, 30720, true)]
    [InlineData(16384, 122880, true)]
    [InlineData(3000, 8192, false)]
    public void FargateSize_Combination_ExistsAsInTheTable(int cpu, int memory, bool exists) =>
        Assert.Equal(exists, FargateSize.Exists(cpu, memory));

    [Theory]
    [InlineData("512", 512)]
    [InlineData(".5 vCPU", 512)]
    [InlineData("2vcpu", 2048)]
    [InlineData("", null)]
    [InlineData("much", null)]
    [InlineData("-1", null)]
    [InlineData("999999999 vCPU", null)]
    public void FargateSize_CpuText_IsUnits(string text, int? units) => Assert.Equal(units, FargateSize.ParseCpu(text));

    [Fact]
    public void Strategy_BaseAndWeights_DealTasksOut()
    {
        var dealt = CapacityStrategy.Deal([new("FARGATE", 1, 2), new("FARGATE_SPOT", 3, 0)], 10);

        Assert.Equal(4, dealt.Count(provider => provider == "FARGATE"));
        Assert.Equal(6, dealt.Count(provider => provider == "FARGATE_SPOT"));
        Assert.Equal(["FARGATE", "FARGATE"], dealt.Take(2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void LineSplitter_AnyCut_GivesTheSameLines(int cut)
    {
        var text = "first\r\n\nsecond ü\n" + new string('é', 20_000) + "\nunfinished";
        var bytes = Encoding.UTF8.GetBytes(text);
        var splitter = new LineSplitter();
        var lines = new List<string>();

        for (var start = 0; start < bytes.Length; start += cut)
        {
            splitter.Write(bytes.AsSpan(start, Math.Min(cut, bytes.Length - start)), lines.Add);
        }

        splitter.Complete(lines.Add);

        Assert.Equal(["first", "", "second ü"], lines.Take(3));
        Assert.Equal("unfinished", lines[^1]);
        var longLine = lines[3..^1];
        Assert.Equal(new string('é', 20_000), string.Concat(longLine));
        Assert.All(longLine, piece => Assert.True(Encoding.UTF8.GetByteCount(piece) <= LineSplitter.MaxLineBytes));
    }

    [Fact]
    public void LineSplitter_BytesThatAreNoText_AreCutAllTheSame()
    {
        var splitter = new LineSplitter();
        var lines = new List<string>();

        splitter.Write(Enumerable.Repeat((byte)0x80, 100_000).ToArray(), lines.Add);
        splitter.Complete(lines.Add);

        Assert.Equal(7, lines.Count);
    }

    [Fact]
    public void ProcessTable_ProcAndPs_TellTheSame()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/ps"), "Needs both /proc and ps.");

        var fromProc = ProcessTable.Find(Environment.ProcessId)!.Value;
        var fromPs = ProcessTable.ReadPs().Single(process => process.Id == Environment.ProcessId);

        Assert.Equal(fromProc.ParentId, fromPs.ParentId);
        Assert.False(fromPs.Ended);
        Assert.NotEqual("", fromPs.StartedAt);
    }

    [Fact]
    public void ProcessTable_NameWithSpacesAndParentheses_IsRead()
    {
        var process = ProcessTable.ParseStat("42 (a) b (c) S 7 42 40 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0", "boot");

        Assert.Equal(new ProcessInfo(42, 7, 40, "boot/12345", false), process);
    }

    [Fact]
    public void ProcessTree_MemberWhoseParentHasEnded_IsStillAMember()
    {
        var tree = new ProcessTree(10);
        var first = new ProcessInfo(10, 1, 10, "a", false);
        var child = new ProcessInfo(11, 10, 11, "b", false);
        var grandchild = new ProcessInfo(12, 11, 12, "c", false);
        var stranger = new ProcessInfo(13, 1, 13, "d", false);
        tree.Look(Table(first, child, grandchild, stranger));

        var orphan = grandchild with { ParentId = 1 };
        var reused = stranger with { Id = 11, ParentId = 1, Session = 99, StartedAt = "e" };
        var late = new ProcessInfo(14, 1, 12, "f", false);
        var members = tree.Look(Table(first, reused, orphan, stranger, late));

        Assert.Equal([12, 14], members.Select(member => member.Id).Order());
    }

    private static Dictionary<int, ProcessInfo> Table(params ProcessInfo[] processes) => processes.ToDictionary(process => process.Id);
}
