namespace DepthCompress.GraphIR;

/// <summary>A node in the terms of the file it came from; only the reader and the writer of that format look inside.</summary>
public interface IForeignNode;
