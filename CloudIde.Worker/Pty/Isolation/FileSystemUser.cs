using System.Runtime.InteropServices;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>
/// Whose rights this process's file system calls have in a workspace. What the worker does in a user's folder it does as
/// that user: the kernel then refuses whatever the user's own shell would be refused, wherever a symbolic link may lead and
/// however the user swaps folders meanwhile, and what is made belongs to the user from the start.
/// </summary>
/// <remarks>
/// setfsuid concerns one thread and nothing but file access: other than with the real ids, no process of the user may
/// signal the thread meanwhile. Rejected: walking down with O_NOFOLLOW or openat2 and changing owners after, where each
/// call that is forgotten is a hole, and .NET's own file calls take paths only.
/// </remarks>
internal sealed class FileSystemUser
{
    /// <summary>This process's own rights.</summary>
    internal static readonly FileSystemUser Self = new(null);

    private const int MaxGroups = 65536;

    // The C library's own call changes the groups of every thread.
    private static readonly nint SetGroups = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 159 : 116;

    private static readonly Lazy<uint[]> OwnGroups = new(ReadGroups);

    // Nested scopes change nothing: only the outermost leaves.
    [ThreadStatic]
    private static int _depth;

    private readonly ShellCredentials? _credentials;

    /// <param name="credentials">The user, or null for this process's own.</param>
    internal FileSystemUser(ShellCredentials? credentials) => _credentials = credentials;

    /// <summary>
    /// From here to the end of the scope this thread accesses files as the user. Being a ref struct, the scope cannot
    /// live across an await, which would go on with another thread.
    /// </summary>
    /// <returns>The scope; dispose it on the same thread.</returns>
    /// <exception cref="IOException">The system refused.</exception>
    internal Scope Enter()
    {
        if (_credentials is not { } user)
        {
            return default;
        }

        if (_depth++ == 0)
        {
            try
            {
                Become(user);
            }
            catch
            {
                _depth--;
                BecomeSelf();
                throw;
            }
        }

        return new Scope(entered: true);
    }

    private static unsafe void Become(ShellCredentials user)
    {
        // The worker's further groups would open what the user may not read.
        _ = OwnGroups.Value;
        var group = user.GroupId;
        if (LibC.SystemCall(SetGroups, 1, (nint)(&group), 0, 0) != 0)
        {
            throw NativeError.Last($"access files as user {user.UserId}");
        }

        _ = LibC.SetFsGid(user.GroupId);
        _ = LibC.SetFsUid(user.UserId);
        if ((uint)LibC.SetFsUid(uint.MaxValue) != user.UserId || (uint)LibC.SetFsGid(uint.MaxValue) != user.GroupId)
        {
            throw new IOException($"Could not access files as user {user.UserId}: the system refused.");
        }
    }

    private static unsafe void BecomeSelf()
    {
        _ = LibC.SetFsUid(LibC.GetEUid());
        _ = LibC.SetFsGid(LibC.GetEGid());
        fixed (uint* groups = OwnGroups.Value)
        {
            if (LibC.SystemCall(SetGroups, OwnGroups.Value.Length, (nint)groups, 0, 0) == 0
                && (uint)LibC.SetFsUid(uint.MaxValue) == LibC.GetEUid())
            {
                return;
            }
        }

        // A thread of the pool with a user's rights would do anybody's work with them.
        Environment.FailFast("A thread could not take back its own rights to files.");
    }

    private static unsafe uint[] ReadGroups()
    {
        var groups = new uint[MaxGroups];
        fixed (uint* start = groups)
        {
            var count = LibC.GetGroups(groups.Length, start);
            return count >= 0 ? groups[..count] : throw NativeError.Last("read the groups of this process");
        }
    }

    /// <summary>As long as it lives, its thread has the user's rights.</summary>
    internal readonly ref struct Scope : IDisposable
    {
        private readonly bool _entered;

        internal Scope(bool entered) => _entered = entered;

        /// <summary>Takes the thread's own rights back.</summary>
        public void Dispose()
        {
            if (_entered && --_depth == 0)
            {
                BecomeSelf();
            }
        }
    }
}
