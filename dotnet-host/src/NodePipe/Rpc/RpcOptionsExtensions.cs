namespace NodePipe;

/// <summary>Options of a connection that are set like any property, and that no file of configuration can hold.</summary>
public static class RpcOptionsExtensions
{
    extension(RpcOptions options)
    {
        /// <summary>
        /// How one message is told from the next; the other side must use the same. Default: <see cref="MessageFraming.Lines"/>, as
        /// the children of this library speak.
        /// </summary>
        public MessageFraming Framing
        {
            get => options.FrameForm;
            set => options.FrameForm = value;
        }
    }
}
