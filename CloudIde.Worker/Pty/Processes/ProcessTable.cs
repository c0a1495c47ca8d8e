using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty.Processes;

/// <summary>Reads the system's processes: /proc on Linux, libproc on macOS.</summary>
internal static class ProcessTable
{
    private const int LargestEnvironment = 256 * 1024;
    private const int StatCapacity = 1024;

    // struct proc_bsdinfo (xnu bsd/sys/proc_info.h) and the offsets of its members.
    private const int BsdInfoFlavor = 3;
    private const int BsdInfoSize = 136;
    private const int BsdInfoStatus = 4;
    private const int BsdInfoParent = 16;
    private const int BsdInfoStartSeconds = 120;
    private const int BsdInfoStartMicroseconds = 128;
    private const uint BsdZombie = 5;

    /// <summary>All processes, each as it was when the scan came by.</summary>
    internal static List<ProcessEntry> All() => OperatingSystem.IsMacOS() ? AllOfMacOS() : AllOfLinux();

    /// <summary>One process, or null when it is gone.</summary>
    internal static ProcessEntry? Find(int id) => OperatingSystem.IsMacOS() ? FindOnMacOS(id) : FindOnLinux(id);

    /// <summary>
    /// The value of a variable in the environment that a process was started with. Null where that cannot be told: on macOS, and
    /// for processes of other users.
    /// </summary>
    /// <param name="id">The process.</param>
    /// <param name="prefix">The variable's name and an equals sign.</param>
    internal static string? Variable(int id, ReadOnlySpan<byte> prefix)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(LargestEnvironment);
        try
        {
            var environment = buffer.AsSpan(0, ReadEnvironment(id, buffer));
            while (!environment.IsEmpty)
            {
                var end = environment.IndexOf((byte)0);
                var variable = environment[..(end < 0 ? environment.Length : end)];
                if (variable.StartsWith(prefix))
                {
                    return Encoding.UTF8.GetString(variable[prefix.Length..]);
                }

                environment = end < 0 ? [] : environment[(end + 1)..];
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A container's root may not look into another user's process; the user may.
    private static int ReadEnvironment(int id, byte[] buffer)
    {
        var path = $"/proc/{id}/environ";
        var count = ReadFile(path, buffer);
        if (count > 0 || LibC.GetEUid() != 0 || FileStatus.Of(path) is not { User: > 0 } status)
        {
            return count;
        }

        using var scope = new FileSystemUser(new ShellCredentials(status.User, status.Group)).Enter();
        return ReadFile(path, buffer);
    }

    private static List<ProcessEntry> AllOfLinux()
    {
        List<ProcessEntry> entries = [];
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && FindOnLinux(id) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private static ProcessEntry? FindOnLinux(int id)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(StatCapacity);
        try
        {
            var stat = buffer.AsSpan(0, ReadFile($"/proc/{id}/stat", buffer));

            // pid (name) state ppid pgrp session ...; a name may hold spaces and parentheses, so count from the last one.
            var nameEnd = stat.LastIndexOf((byte)')');
            if (nameEnd < 0)
            {
                return null;
            }

            var state = stat[nameEnd + 2];
            var rest = stat[(nameEnd + 4)..];
            int parent = 0, session = 0;
            for (var field = 4; ; field++)
            {
                if (!Utf8Parser.TryParse(rest, out long value, out var length))
                {
                    return null;
                }

                switch (field)
                {
                    case 4:
                        parent = (int)value;
                        break;
                    case 6:
                        session = (int)value;
                        break;
                    case 22:
                        return new ProcessEntry(id, parent, session, (ulong)value, state is (byte)'Z' or (byte)'X');
                    default:
                        break;
                }

                // The unsigned fields beyond what a long holds come after the start time.
                rest = rest[Math.Min(length + 1, rest.Length)..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int ReadFile(string path, byte[] buffer)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var total = 0;
            int count;
            while ((count = RandomAccess.Read(file, buffer.AsSpan(total), total)) > 0)
            {
                total += count;
            }

            return total;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone since the scan listed it (ENOENT, ESRCH), or another user's.
            return 0;
        }
    }

    private static unsafe List<ProcessEntry> AllOfMacOS()
    {
        var count = LibC.ListAllPids(null, 0);
        var ids = new int[Math.Max(count, 0) + 64];
        fixed (int* start = ids)
        {
            count = LibC.ListAllPids(start, ids.Length * sizeof(int));
        }

        List<ProcessEntry> entries = [];
        foreach (var id in ids.AsSpan(0, Math.Clamp(count, 0, ids.Length)))
        {
            if (FindOnMacOS(id) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private static unsafe ProcessEntry? FindOnMacOS(int id)
    {
        var info = stackalloc byte[BsdInfoSize];
        if (LibC.PidInfo(id, BsdInfoFlavor, 0, info, BsdInfoSize) != BsdInfoSize)
        {
            return null;
        }

        var bytes = new ReadOnlySpan<byte>(info, BsdInfoSize);
        var started = (BinaryPrimitives.ReadUInt64LittleEndian(bytes[BsdInfoStartSeconds..]) * 1_000_000)
            + BinaryPrimitives.ReadUInt64LittleEndian(bytes[BsdInfoStartMicroseconds..]);
        return new ProcessEntry(
            id,
            (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[BsdInfoParent..]),
            LibC.GetSid(id),
            started,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[BsdInfoStatus..]) == BsdZombie);
    }
}
