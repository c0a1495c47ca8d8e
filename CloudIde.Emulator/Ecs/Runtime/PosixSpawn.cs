using System.Runtime.InteropServices;
using System.Text;

namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>
/// Starts a process as the leader of a session of its own, with default signals. <see cref="System.Diagnostics.Process"/>
/// can do neither: its children share the terminal's process group, so that Ctrl-C would reach workers beside the
/// emulator, and a child of a background process would go on ignoring SIGINT.
/// </summary>
internal static unsafe class PosixSpawn
{
    // Larger than the largest of posix_spawn_file_actions_t, posix_spawnattr_t and sigset_t on glibc, musl and macOS (336 bytes).
    private const int OpaqueSize = 1024;

    /// <summary>Starts a process with nothing to read.</summary>
    /// <param name="path">The program's full path.</param>
    /// <param name="argv">Its arguments, beginning with its name.</param>
    /// <param name="environment">All of its variables.</param>
    /// <param name="directory">Its working directory.</param>
    /// <param name="output">The descriptor that becomes its stdout.</param>
    /// <param name="errors">The descriptor that becomes its stderr.</param>
    /// <param name="pid">The process.</param>
    /// <returns>0, or the errno.</returns>
    public static int Start(
        string path,
        IReadOnlyList<string> argv,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        int output,
        int errors,
        out int pid)
    {
        pid = 0;
        var opaque = (byte*)NativeMemory.AllocZeroed(4 * OpaqueSize);
        var arguments = Copy(argv);
        var variables = Copy([.. environment.Select(variable => $"{variable.Key}={variable.Value}")]);
        var actions = (nint)opaque;
        var attributes = actions + OpaqueSize;
        var allSignals = attributes + OpaqueSize;
        var noSignals = allSignals + OpaqueSize;
        var initialised = false;
        try
        {
            var error = LibC.FileActionsInit(actions);
            if (error != 0)
            {
                return error;
            }

            error = LibC.AttributesInit(attributes);
            if (error != 0)
            {
                _ = LibC.FileActionsDestroy(actions);
                return error;
            }

            initialised = true;
            _ = LibC.SigFillSet(allSignals);
            _ = LibC.SigEmptySet(noSignals);
            var flags = (short)(LibC.SpawnSetSigDef + LibC.SpawnSetSigMask + LibC.SpawnSetSid + LibC.SpawnCloseByDefault);
            foreach (var step in (ReadOnlySpan<int>)
            [
                LibC.AttributesSetSigDefault(attributes, allSignals),
                LibC.AttributesSetSigMask(attributes, noSignals),
                LibC.AttributesSetFlags(attributes, flags),
                LibC.FileActionsAddChdir(actions, directory),
                LibC.FileActionsAddOpen(actions, 0, "/dev/null", 0, 0),
                LibC.FileActionsAddDup2(actions, output, 1),
                LibC.FileActionsAddDup2(actions, errors, 2),
            ])
            {
                if (step != 0)
                {
                    return step;
                }
            }

            return LibC.PosixSpawn(out pid, path, actions, attributes, arguments, variables);
        }
        finally
        {
            if (initialised)
            {
                _ = LibC.AttributesDestroy(attributes);
                _ = LibC.FileActionsDestroy(actions);
            }

            NativeMemory.Free(arguments);
            NativeMemory.Free(variables);
            NativeMemory.Free(opaque);
        }
    }

    // One block: first the pointers with a null behind them, then the texts.
    private static byte** Copy(IReadOnlyList<string> texts)
    {
        var pointers = (nuint)(texts.Count + 1) * (nuint)sizeof(byte*);
        var size = texts.Sum(text => Encoding.UTF8.GetByteCount(text) + 1);
        var block = (byte**)NativeMemory.AllocZeroed(pointers + (nuint)size);
        var next = (byte*)block + pointers;
        for (var index = 0; index < texts.Count; index++)
        {
            block[index] = next;
            next += Encoding.UTF8.GetBytes(texts[index], new Span<byte>(next, size)) + 1;
        }

        return block;
    }
}
