// The handler of the signal that stops threads; see signal_handler.c. For one pause at a time, from one thread.
#ifndef MPH_SIGNAL_HANDLER_H
#define MPH_SIGNAL_HANDLER_H

#include "stopping.h"

void mph_install_handler(mph_picture *picture);
// Sends the signal to thread number i: its handler fills the thread's row, says STANDS and waits. A negated errno value.
long mph_signal_thread(mph_picture *picture, size_t i);
// Lets the threads go on; none touches the picture after that.
void mph_release_handlers(mph_picture *picture);
void mph_uninstall_handler(void);

extern uint32_t mph_arrivals;  // a futex that counts handlers that have said STANDS

#endif
