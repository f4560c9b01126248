using System.Runtime.Versioning;

// Unix sockets with modes, signals and process groups: the host runs on Linux and macOS.
[assembly: UnsupportedOSPlatform("windows")]
