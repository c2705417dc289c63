using System.CommandLine;

namespace DepthCompress.Tool;

/// <summary>An option that names a file to be written; what other options name is read, and so never written.</summary>
internal sealed class OutputOption<T>(string name, params string[] aliases) : Option<T>(name, aliases), IOutputOption;
