namespace DepthCompress.GraphIR;

/// <summary>Our mistake, not the user's: an invariant is broken. Becomes DC9001.</summary>
public sealed class CompilerBugException(string message) : Exception(message);
