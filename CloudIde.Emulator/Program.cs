return await CloudIde.Emulator.EmulatorCommandLine.RunAsync(args);
